"""Do the steps of a Dockerfile, each stage in a root: dockerfile_steps.py FILE ROOT… (check_dockerfile.sh)."""

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
#: What the roots stand for.
BASES = ("python:3.11-slim-bookworm", "debian:12-slim")
#: What is told to whoever installs something: how packages are reached from this machine.
GIVEN = re.compile(r"(PIP|SSL|REQUESTS|CURL)_\w+|\w+_(proxy|PROXY)")


class Stage:
    """A root in which the instructions of one stage are done."""

    def __init__(self, root: Path, stages: dict[str, Stage], context: Path) -> None:
        self.root, self.stages, self.context = root, stages, context
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
        origin = self.context
        if sources[0].startswith("--from="):
            origin = self.stages[sources.pop(0).removeprefix("--from=")].root
        place = self.root / target.lstrip("/") if target.startswith("/") else self.folder / target
        if target.endswith("/"):
            place.mkdir(parents=True, exist_ok=True)
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
        listed = ["git", "ls-files", "-z"]
        names = subprocess.run(listed, cwd=self.context, check=True, capture_output=True, text=True)
        for name in filter(None, names.stdout.split("\0")):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(self.context / name, place / name)

    @property
    def folder(self) -> Path:
        return self.root / self.directory.lstrip("/")

    def inside(self, command: list[str], *, check: bool) -> subprocess.CompletedProcess[bytes]:
        given = {name: value for name, value in os.environ.items() if GIVEN.fullmatch(name)}
        script = f"cd {shlex.quote(self.directory)} && exec {shlex.join(command)}"
        whole = ["chroot", f"--userspec={self.user}", str(self.root), "/bin/sh", "-c", script]
        return subprocess.run(whole, env={**given, **self.environment}, check=check)


def instructions(file: Path) -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", file.read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1].strip()) for line in lines if line.strip()]


def main(file: Path, roots: list[Path]) -> None:
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for instruction, words in instructions(file):
        if instruction == "FROM":
            base, _as, name = (*words.split(), "", "")[:3]
            if base not in BASES:
                sys.exit(f"The roots stand for {' and '.join(BASES)}, not for {base}.")
            stage = stages[name] = Stage(roots[len(stages)], stages, file.parent)
            continue
        if stage is None:
            sys.exit(f"{file} has to begin with FROM.")
        begun = time.monotonic()
        stage.do(instruction, words)
        print(f"{time.monotonic() - begun:6.1f} s  {instruction} {words[:90]}", flush=True)
    if stage is None:
        return
    can_start(stage)
    LOOKS[str(file.relative_to(HERE))](stage)
    print(f"The steps of {file.relative_to(HERE)} pass.")


def can_start(stage: Stage) -> None:
    """See that the last stage has what it starts, for the user it names."""
    for program, *_words in filter(any, stage.starts):
        if stage.inside(["/bin/sh", "-c", f"command -v {shlex.quote(program)}"], check=False).returncode:
            sys.exit(f"{stage.user} cannot start {program}")


def look_at_portal(stage: Stage) -> None:
    """See that the code loads, and where its user may write."""
    settings = ["env", "DJANGO_SETTINGS_MODULE=portal.settings.collect"]
    stage.inside([*settings, "python", "manage.py", "run_clock", "--help"], check=True)
    stage.inside(
        ["sh", "-c", "touch $VAR_DIR/it-can-write && ! touch /srv/portal/it-cannot 2> /dev/null"], check=True
    )
    stage.inside(["sh", "-c", "pg_dump --version && gpg --version | head -1"], check=True)


def look_at_pool(stage: Stage) -> None:
    """Start it with a password that has a quotation mark in it, and knock."""
    knock = "bash -c '< /dev/tcp/127.0.0.1/6432'"
    script = f"{stage.starts[-1][0]} & sleep 3; kill -0 $! && {knock}; code=$?; kill $!; exit $code"
    stage.do_env("POSTGRES_PASSWORD='a\"b'")
    stage.inside(["sh", "-c", script], check=True)
    stage.inside(["grep", "-qx", '"portal" "a""b"', "/tmp/users.txt"], check=True)  # noqa: S108  in the root


LOOKS = {"Dockerfile": look_at_portal, "deploy/pool/Dockerfile": look_at_pool}

if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), [Path(each) for each in sys.argv[2:]])
