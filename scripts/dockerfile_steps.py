"""Do the steps of the Dockerfile in roots, one for each stage: dockerfile_steps.py ROOT… (check_dockerfile.sh)."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
BASE = "python:3.11-slim-bookworm"
#: What is told to whoever installs something: how packages are reached from this machine.
GIVEN = re.compile(r"(PIP|SSL|REQUESTS|CURL)_\w+|\w+_(proxy|PROXY)")


class Stage:
    """A root in which the instructions of one stage are done."""

    def __init__(self, root: Path, stages: dict[str, Stage]) -> None:
        self.root, self.stages = root, stages
        self.environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        self.directory, self.user, self.starts = "/", "root", [[""]]

    def do(self, instruction: str, words: str) -> None:
        method = getattr(self, f"do_{instruction.lower()}", None)
        if method is None:
            sys.exit(f"dockerfile_steps.py does not know {instruction}")
        method(words)

    def do_env(self, words: str) -> None:
        for pair in shlex.split(words):
            name, value = pair.split("=", 1)
            self.environment[name] = re.sub(r"\$(\w+)", self._known, value)

    def _known(self, found: re.Match[str]) -> str:
        return self.environment.get(found[1], "")

    def do_workdir(self, words: str) -> None:
        self.directory = words
        (self.root / words.lstrip("/")).mkdir(parents=True, exist_ok=True)

    def do_user(self, words: str) -> None:
        self.user = words

    def do_expose(self, words: str) -> None:
        int(words)

    def do_cmd(self, words: str) -> None:
        self.starts.append(json.loads(words))

    def do_healthcheck(self, words: str) -> None:
        self.starts.append(json.loads(words.partition(" CMD ")[2]))

    def do_run(self, words: str) -> None:
        self.inside(["/bin/sh", "-c", words], check=True)

    def do_copy(self, words: str) -> None:
        *sources, target = words.split()
        origin = HERE
        if sources[0].startswith("--from="):
            origin = self.stages[sources.pop(0).removeprefix("--from=")].root
        place = self.root / target.lstrip("/") if target.startswith("/") else self.folder / target
        for source in sources:
            if source == ".":
                self._copy_what_is_committed(place)
            elif (origin / source.lstrip("/")).is_dir():
                shutil.copytree(origin / source.lstrip("/"), place, symlinks=True, dirs_exist_ok=True)
            else:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(origin / source.lstrip("/"), place)

    def _copy_what_is_committed(self, place: Path) -> None:
        """Copy what git knows: a clean checkout has nothing else."""
        names = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, check=True, capture_output=True, text=True)  # noqa: S607
        for name in filter(None, names.stdout.split("\0")):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HERE / name, place / name)

    @property
    def folder(self) -> Path:
        return self.root / self.directory.lstrip("/")

    def inside(self, command: list[str], *, check: bool) -> subprocess.CompletedProcess[bytes]:
        given = {name: value for name, value in os.environ.items() if GIVEN.fullmatch(name)}
        script = f"cd {shlex.quote(self.directory)} && exec {shlex.join(command)}"
        whole = ["chroot", f"--userspec={self.user}", str(self.root), "/bin/sh", "-c", script]
        return subprocess.run(whole, env={**given, **self.environment}, check=check)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (HERE / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in lines if line.strip()]


def main(roots: list[Path]) -> None:
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for instruction, words in instructions():
        if instruction == "FROM":
            base, _as, name = (*words.split(), "", "")[:3]
            if base != BASE:
                sys.exit(f"The roots stand for {BASE}, not for {base}.")
            stage = stages[name] = Stage(roots[len(stages)], stages)
            continue
        if stage is None:
            sys.exit("The Dockerfile has to begin with FROM.")
        begun = time.monotonic()
        stage.do(instruction, words)
        print(f"{time.monotonic() - begun:6.1f} s  {instruction} {words[:90]}", flush=True)
    if stage is not None:
        look(stage)


def look(stage: Stage) -> None:
    """See that the last stage can start what it says, as the user it names, and that the code loads there."""
    for program, *_words in filter(any, stage.starts):
        if stage.inside(["/bin/sh", "-c", f"command -v {shlex.quote(program)}"], check=False).returncode:
            sys.exit(f"{stage.user} cannot start {program}")
    settings = ["env", "DJANGO_SETTINGS_MODULE=portal.settings.collect"]
    stage.inside([*settings, "python", "manage.py", "run_clock", "--help"], check=True)
    stage.inside(
        ["sh", "-c", "touch $VAR_DIR/it-can-write && ! touch /srv/portal/it-cannot 2> /dev/null"], check=True
    )
    stage.inside(["sh", "-c", "pg_dump --version && gpg --version | head -1"], check=True)
    print("The Dockerfile's steps pass.")


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
