/** The API of the portal, typed by its own description: `make test-client` writes that into generated/. */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./generated/schema";

export type Task = components["schemas"]["Task"];
export type Project = components["schemas"]["Project"];
export type Problem = components["schemas"]["Problem"];
export type Tokens = components["schemas"]["TokenPair"];

/** The API says no. `code` is for programs, the message is for people, `fields` says what is wrong where. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.message);
  }
}

/** The API at `site` as the person hears it whose `tokens` these are; `keep` is told the new ones. */
export function portal(site: string, tokens: Tokens, keep: (tokens: Tokens) => void = () => {}) {
  const api = createClient<paths>({ baseUrl: site });
  let renewed: Promise<Tokens> | undefined;

  // A refresh token is good for one use: whoever comes meanwhile waits for the same renewal.
  function renew(): Promise<Tokens> {
    renewed ??= login(site)
      .POST("/api/v1/auth/refresh", { body: { refresh: tokens.refresh } })
      .then((answer) => {
        tokens = said(answer);
        keep(tokens);
        return tokens;
      })
      .finally(() => (renewed = undefined));
    return renewed;
  }

  // What was sent cannot be read again: a copy waits until its answer is there.
  const copies = new Map<string, Request>();
  const bearer: Middleware = {
    onRequest({ request, id }) {
      request.headers.set("Authorization", `Bearer ${tokens.access}`);
      copies.set(id, request.clone());
    },
    async onResponse({ response, id }) {
      const again = copies.get(id);
      copies.delete(id);
      if (response.status !== 401 || again === undefined) return undefined;
      again.headers.set("Authorization", `Bearer ${(await renew()).access}`);
      return fetch(again);
    },
    onError({ id }) {
      copies.delete(id);
    },
  };
  api.use(bearer);
  return api;
}

/** The doors that need no token. */
export function login(site: string) {
  return createClient<paths>({ baseUrl: site });
}

/** What was answered. Throws Refused. */
export function said<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Refused(answer.response.status, answer.error as Problem);
  return answer.data;
}
