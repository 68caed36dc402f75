"""schemathesis asks the running API what its description allows and forbids, and holds the answers against it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.api import examples, tokens
from portal.api.tests import stage as stages
from portal.api.tests.described import described
from portal.api.tests.stage import Stage
from portal.core.api_schema import FIELDS
from portal.testing import cast
from portal.testing.servers import Server

pytestmark = [pytest.mark.fuzz, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).parent
#: Of each operation; enough for its every boundary.
EXAMPLES = os.environ.get("FUZZ_EXAMPLES", "5")
#: What fields of requests name, by the made up ids of the examples.
NAMES = {
    "owner": examples.PARTICIPANT,
    "participant": examples.PARTICIPANT,
    "person": examples.PARTICIPANT,
    "project": examples.WORK,
    "skill": examples.SKILL,
}


@pytest.mark.parametrize("role", ["visitor", "participant", "mentor"])
def test_the_running_api_answers_as_it_says(role: str, tmp_path: Path, settings: Any) -> None:
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 3600  # all of it takes longer than a token lasts
    stage, described_in = stages.build(), tmp_path / "schema.json"
    described_in.write_text(json.dumps(_narrowed(_here(described(), stage), stage)))
    headers = [] if role == "visitor" else ["-H", f"Authorization: Bearer {_access(stage.who[role].email)}"]
    server = Server()
    server.start()
    try:
        said = _run(described_in, server.url, headers)
    finally:
        server.kill()

    (settings.VAR / f"schema-{role}.txt").write_text(said.stdout)
    with (settings.VAR / "schema.txt").open("a") as told:
        told.write(f"{role}: {_figures(said.stdout)}\n")
    if said.returncode:
        pytest.fail(said.stdout[-20_000:] + said.stderr, pytrace=False)


def _here(part: Any, stage: Stage) -> Any:
    """The description with examples that name what is there, and without `fields`: that rows lack the others then
    cannot be described. test_lists.py tries it."""
    if isinstance(part, list):
        kept = (each for each in part if not (isinstance(each, dict) and each.get("name") == FIELDS))
        return [_here(each, stage) for each in kept]
    if not isinstance(part, dict):
        return part
    return {name: stage.put(each) if name == "example" else _here(each, stage) for name, each in part.items()}


def _narrowed(whole: Any, stage: Stage) -> Any:
    """Let what is sent name what is there, or nearly always nothing would be made that leads on."""
    for name, shape in whole["components"]["schemas"].items():
        for field, example in NAMES.items() if name.endswith("Request") else ():
            told = shape["properties"].get(field, {})
            if told.get("type") == "string":
                told["enum"] = [stage.put(example), *([None] if told.get("nullable") else [])]
    return whole


def _access(email: str) -> str:
    request = Client().get("/healthz").wsgi_request
    return str(tokens.begin(request=request, email=email, password=cast.PASSWORD).access)


def _run(described_in: Path, address: str, headers: list[str]) -> Any:
    """By one worker from a fixed seed: the same requests each time."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "--config-file", str(HERE / "schemathesis.toml"), "run", str(described_in)]
    command += ["--url", address, "--checks", "all", "--seed", "1", "--workers", "1", "--no-color"]
    command += ["--max-examples", EXAMPLES, "--continue-on-failure", *headers]
    command += ["--phases", os.environ.get("FUZZ_PHASES", "examples,coverage,fuzzing,stateful")]
    here = {"capture_output": True, "text": True, "cwd": described_in.parent}
    return subprocess.run(command, timeout=1200, check=False, **here)  # noqa: S603  our own


def _figures(said: str) -> str:
    """What its last words say, in one line."""
    faults = {what: int(count) for what, count in re.findall(r"ST\d+ (.+): (\d+)\n", said)}
    failed = sum(count for what, count in faults.items() if what.startswith("Server error"))
    untold = sum(count for what, count in faults.items() if what.startswith("Undocumented"))
    sent = re.findall(r"(\d+) generated", said) or ["no"]
    links = re.findall(r"(\d+) covered / (\d+) selected", said) or [("0", "0")]
    others = sum(faults.values()) - failed - untold
    told = f"{sent[-1]} requests, {failed} server errors, {untold} undocumented answers, {others} other faults"
    return f"{told}; {links[-1][0]} of {links[-1][1]} links led to a 2xx"
