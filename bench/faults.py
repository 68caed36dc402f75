"""Faults, made with real processes, and what becomes of the site: `make faults`. A few minutes.

    python bench/faults.py [--list] [--only F05,F09] [--write]

PostgreSQL (Debian's 15; POSTGRES_BINARIES names others) and Redis are the bench's own, on free ports, in a folder
that goes with it. One row for each fault of the design: what was done, what came of it, and whether money, stock,
orders, messages, jobs and mails are in order afterwards. A fault that tests make already is a row of those tests,
run on that PostgreSQL. Ends with 1 when a row fails. `--write` puts the table into docs/faults.md. What the site
logs meanwhile is in var/faults.log.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from fault_rows import FAULTS, TESTED  # noqa: E402
from fault_world import NotHere, World, problems, world  # noqa: E402

PAGE = ROOT / "docs" / "faults.md"
LOG = ROOT / "var" / "faults.log"
BEGIN, END = "<!-- faults: written by bench/faults.py -->", "<!-- end of faults -->"


@dataclass(frozen=True)
class Row:
    code: str
    fault: str
    done: str
    outcome: str
    invariants: str
    result: str
    seconds: float

    def __str__(self) -> str:
        cells = [
            self.code,
            self.fault,
            self.done,
            self.outcome,
            self.invariants,
            self.result,
            f"{self.seconds:.0f}",
        ]
        return "| " + " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells) + " |"


HEAD = "| | fault | what was done | what came of it | invariants | | s |\n|---|---|---|---|---|---|---|"


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--only", default="", help="codes, with commas between them")
    said.add_argument("--list", action="store_true", help="name the faults")
    said.add_argument("--write", action="store_true", help="put the table into docs/faults.md")
    chosen = said.parse_args()
    known = {**{code: each.name for code, each in FAULTS.items()}, **{c: name for c, (name, *_) in TESTED.items()}}
    if chosen.list:
        print("\n".join(f"{code}  {known[code]}" for code in sorted(known)))
        return
    only = set(filter(None, chosen.only.split(","))) or set(known)
    if unknown := only - set(known):
        said.error(f"There is no {', '.join(sorted(unknown))}; --list names what there is.")
    begun = time.monotonic()
    quietly()
    # Told to end, it ends what it has started as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    print(HEAD, flush=True)
    rows: list[Row] = []
    with world() as found:
        for code in sorted(only & FAULTS.keys()):
            rows.append(made(code, found))
            print(rows[-1], flush=True)
        for row in tested(sorted(only & TESTED.keys()), found):
            rows.append(row)
            print(row, flush=True)
    failed = [row.code for row in rows if row.result == "**FAILED**"]
    minutes = (time.monotonic() - begun) / 60
    print(f"\n{len(rows)} rows in {minutes:.1f} minutes; failed: {', '.join(failed) or 'none'}")
    if chosen.write:
        keep(sorted(rows, key=lambda row: row.code), time.monotonic() - begun)
    sys.exit(1 if failed else 0)


def quietly() -> None:
    """Put what the site writes about its own faults, and where ours went wrong, into a file beside the table."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        os.dup2(log.fileno(), sys.stderr.fileno())


def made(code: str, found: World) -> Row:
    """Make a fault, put everything back, and look whether all is in order."""
    fault = FAULTS[code]
    begun = time.monotonic()
    result = "ok"
    try:
        with limit(fault.seconds):
            outcome = fault.make(found)
    except NotHere as why:
        outcome, result = str(why), "not here"
    except Exception as error:  # a row must not end the bench: it says what went wrong, and the bench ends with 1
        outcome, result = f"{type(error).__name__}: {error}", "**FAILED**"
        traceback.print_exc()
    try:
        found.restore()
        wrong = problems()
    except Exception as error:
        wrong = [f"{type(error).__name__}: {error}"]
        traceback.print_exc()
    told = "in order" if not wrong else "; ".join(wrong[:3])
    if wrong:
        result = "**FAILED**"
    return Row(code, fault.name, fault.done, outcome, told, result, time.monotonic() - begun)


class limit:
    """No row takes for ever."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        signal.signal(signal.SIGALRM, self._end)
        signal.alarm(self.seconds)

    def __exit__(self, *_: object) -> None:
        signal.alarm(0)

    def _end(self, *_: object) -> None:
        raise TimeoutError(f"not done after {self.seconds} s")


def tested(codes: list[str], found: World) -> list[Row]:
    """Run the tests of all these rows in one go on the bench's PostgreSQL and Redis."""
    if not codes:
        return []
    report = found.folder / "tests.xml"
    tests = list(dict.fromkeys(test for code in codes for test in TESTED[code][2]))
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.test"}
    run = [sys.executable, "-m", "pytest", "-q", "--no-header", f"--junitxml={report}", *tests]
    pipe = subprocess.PIPE
    running = subprocess.Popen(  # noqa: S603  our own
        run, cwd=ROOT, env=given, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )
    try:
        said, complained = running.communicate()
    finally:  # with the servers that its tests have started
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    if not report.exists():
        raise RuntimeError(said + complained)
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314  written by pytest just now
    if running.returncode:
        print(said[-4000:], file=sys.stderr)
    return [_row_of(code, cases) for code in codes]


def _row_of(code: str, cases: list[ElementTree.Element]) -> Row:
    name, how, tests = TESTED[code]
    own = [case for case in cases if any(_is_of(case, test) for test in tests)]
    bad = [case for case in own if case.find("failure") is not None or case.find("error") is not None]
    passed = len(own) - len(bad) - sum(case.find("skipped") is not None for case in own)
    files = ", ".join(dict.fromkeys(f"`{test.partition('::')[0]}`" for test in tests))
    outcome = f"{passed} of {len(own)} tests pass: {files}"
    result = "ok" if passed and not bad else "**FAILED**"
    seconds = sum(float(case.get("time", 0)) for case in own)
    return Row(code, name, how, outcome, "asserted there", result, seconds)


def _is_of(case: ElementTree.Element, test: str) -> bool:
    path, _colons, function = test.partition("::")
    module = path.removesuffix(".py").replace("/", ".")
    name = str(case.get("name"))
    return case.get("classname") == module and (not function or name.partition("[")[0] == function)


def keep(rows: list[Row], seconds: float) -> None:
    """Put the table between its marks."""
    page = PAGE.read_text()
    head, _begin, rest = page.partition(BEGIN)
    _old, _end, tail = rest.partition(END)
    when = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {seconds / 60:.0f} minutes."
    table = "\n".join([HEAD, *map(str, rows)])
    PAGE.write_text(f"{head}{BEGIN}\n{when}\n\n{table}\n{END}{tail}")


if __name__ == "__main__":
    main()
