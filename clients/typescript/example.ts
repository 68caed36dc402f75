/** Hands a new work in for the first open task: what a screen of a mobile app does. */
import { login, portal, Refused, said, type Project, type Task } from "./portal";

export async function handIn(site: string, email: string, password: string): Promise<Project | undefined> {
  const tokens = said(await login(site).POST("/api/v1/auth/token", { body: { email, password } }));
  const api = portal(site, tokens);

  const open = said(await api.GET("/api/v1/tasks", { params: { query: { status: "assigned", ordering: "due_at" } } }));
  const task: Task | undefined = open.results[0];
  if (task === undefined) return undefined;

  try {
    return said(
      await api.POST("/api/v1/projects", {
        params: { header: { "Idempotency-Key": `hand-in-${task.id}` } },
        body: { title: task.title, media_type: "object", visibility: "private", task: task.id },
      }),
    );
  } catch (refusal) {
    if (refusal instanceof Refused && refusal.problem.code === "not_open") return undefined;
    throw refusal;
  }
}

// What does not fit the description does not compile:
export async function slips(api: ReturnType<typeof portal>): Promise<void> {
  // @ts-expect-error there is no such status
  await api.GET("/api/v1/tasks", { params: { query: { status: "forgotten" } } });
  // @ts-expect-error a work needs a title
  await api.POST("/api/v1/projects", { body: { media_type: "object" } });
  // @ts-expect-error what is changed has to be named as it was read
  await api.PATCH("/api/v1/journals/{public_id}", { params: { path: { public_id: "x" } }, body: { text: "" } });
  // @ts-expect-error there is no such door
  await api.GET("/api/v1/secrets");
}
