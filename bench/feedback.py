"""How long an export of many preferences takes, how much memory, and whether it keeps what it promises.

    python bench/feedback.py [PREFERENCES …]

Fills a database of its own, which it deletes, with makers of whom every tenth has not agreed and every twentieth
took it back, whose notes hold names, addresses and numbers; exports twice and looks at every line. Each size runs
in a process of its own. A promise that is broken ends it with an error.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000)
MAKERS, RATERS, BATCH = 400, 40, 1_000


def main() -> None:
    for size in [int(size) for size in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-feedback-") as folder:
            environment = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "portal.settings.dev"}
            environment.update(LOG_LEVEL="ERROR", DATABASE_URL=f"sqlite:///{folder}/bench.sqlite3")
            for command in (
                ["manage.py", "migrate", "-v0"],
                [__file__, "--fill", str(size)],
                [__file__, "--one", str(size)],
            ):
                subprocess.run([sys.executable, *command], env=environment, cwd=ROOT, check=True)  # noqa: S603


def set_up() -> None:
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()


def fill(size: int) -> None:
    """Make people, pieces of two iterations each, and `size` answers about them, in bulk."""
    set_up()
    from django.utils import timezone

    from mentorship.models import Comparison, Preference, Submission, Task
    from portal.accounts.models import Consent, User

    random, now = Random(7), timezone.now()  # noqa: S311  pictures a chapter, guards nothing
    people = User.objects.bulk_create(
        User(email=f"p{number}@bench.example", handle=f"handle{number}q", display_name=name(number))
        for number in range(MAKERS + RATERS)
    )
    makers, raters = people[:MAKERS], people[MAKERS:]
    said = []
    for number, person in enumerate(people):
        by = {"person": person, "kind": "training", "text_version": "1", "recorded_by": person}
        if number % 10:
            said.append(Consent(given_at=now, **by))
        if number % 20 == 1:
            said.append(Consent(withdrawn_at=now, **by))
    Consent.objects.bulk_create(said)
    pairs = size // 4
    tasks = Task.objects.bulk_create(
        (
            Task(
                participant=makers[number % MAKERS],
                assigned_by=raters[number % RATERS],
                title=f"Bowl {number}",
                brief=f"For {makers[number % MAKERS].display_name}",
                submission=UUID(int=number),
            )
            for number in range(pairs)
        ),
        batch_size=BATCH,
    )
    Submission.objects.bulk_create(
        (
            Submission(
                task=task, number=number, note=note(task, number, random), submitted_at=now, form=UUID(int=number)
            )
            for task in tasks
            for number in (1, 2)
        ),
        batch_size=BATCH,
    )
    pieces = list(Submission.objects.order_by("task", "number"))
    made = Comparison.objects.bulk_create(
        (
            Comparison(first=first, second=second, ground="iterations")
            for first, second in zip(pieces[::2], pieces[1::2], strict=True)
        ),
        batch_size=BATCH,
    )
    choices = ["first", "second", "second", "second", "tie", "both_weak"]
    Preference.objects.bulk_create(
        (
            Preference(
                comparison=pair,
                rater=raters[(at * 4 + turn) % RATERS],
                is_swapped=random.random() < 0.5,
                choice=random.choice(choices),
                reason=f"{pair.first.task.participant.display_name} throws thinner, {random.random():.6f}",
                drawn_at=now,
                answered_at=now,
            )
            for at, pair in enumerate(made)
            for turn in range(4)
        ),
        batch_size=BATCH,
    )


def name(number: int) -> str:
    return f"Zoraq{letters(number)} Vuxo{letters(number * 7 + 3)}"


def letters(number: int) -> str:
    return "".join(chr(97 + int(digit)) for digit in str(number))


def note(task: Any, number: int, random: Random) -> str:
    words = " ".join(random.choice(["clay", "rim", "foot", "glaze", "thin", "wall", "wheel"]) for _ in range(120))
    maker = task.participant
    return f"{number}: I am {maker.display_name}, {maker.email}, +49 170 55{task.pk:05}. {words}"


def one(size: int) -> None:
    set_up()
    from mentorship.selectors import comparisons
    from mentorship.services import feedback_exports

    folders = [Path(os.environ["VAR_DIR"], f"export-{number}") for number in range(2)]
    before, begun, worked = peak(), time.monotonic(), time.process_time()
    written = feedback_exports.write(folder=folders[0])
    seconds, worked, most = time.monotonic() - begun, time.process_time() - worked, peak()
    feedback_exports.write(folder=folders[1])
    first, second = (sorted(digests(folder)) for folder in folders)
    promise(first == second, "two exports differ")
    begun = time.monotonic()
    comparisons.agreements(), comparisons.raters(), list(comparisons.results()[:20])
    read = time.monotonic() - begun
    looked_at = look(folders[0])
    print(
        f"{size:6} preferences: {looked_at} lines of {dict(sorted(written.lines.items()))}, {seconds:.1f} s "
        f"({worked:.1f} s of a processor), peak {most:.0f} MB (before {before:.0f} MB); every line parses, "
        f"chosen ≠ rejected, nobody who has not agreed, no name, address or number, the same bytes twice; "
        f"agreement, raters and the first pairs: {read * 1000:.0f} ms",
        flush=True,
    )


def look(folder: Path) -> int:
    """Read every line and hold it against what was promised; return how many there are."""
    from mentorship.anonymous import Pseudonyms
    from mentorship.services import feedback_exports
    from portal.accounts.models import User

    pseudonyms = Pseudonyms(feedback_exports._key())
    people = list(User.objects.order_by("pk"))
    agreed = {pseudonyms.of("person", each.pk) for at, each in enumerate(people) if at % 10 and at % 20 != 1}
    known = re.compile(r"zoraq|vuxo|handle\d+q|@|bench\.example|\d{7}", re.IGNORECASE)
    count = 0
    for row in rows(folder):
        count += 1
        promise(row.get("chosen", 1) != row.get("rejected", 2), "chosen is rejected")
        whom = [value for column, value in row.items() if column in PEOPLE or column.endswith("author")]
        promise(bool(whom) and set(whom) <= agreed, f"{whom} have not agreed")
        words = " ".join(str(value) for column, value in row.items() if column in WORDS)
        promise(not known.search(words), f"somebody is named: {words[:300]}")
    return count


PEOPLE = ("rater", "author")
WORDS = ("prompt", "chosen", "rejected", "first", "second", "completion", "reason", "criteria")


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.jsonl")):
        columns = None
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                own = [(column, type(value)) for column, value in row.items()]
                columns = columns or own
                promise(own == columns, f"the lines of {path.name} are not alike")
                yield row


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), hashlib.sha256(path.read_bytes()).hexdigest()


def promise(is_kept: bool, words: str) -> None:
    if not is_kept:
        raise SystemExit(f"A promise is broken: {words}")


def peak() -> float:
    """Megabytes that this process had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if "--fill" in sys.argv:
        fill(int(sys.argv[-1]))
    elif "--one" in sys.argv:
        one(int(sys.argv[-1]))
    else:
        main()
