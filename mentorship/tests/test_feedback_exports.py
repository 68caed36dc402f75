"""What leaves the chapter for research: only of who agreed, without names, and each time alike."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.anonymous import Pseudonyms
from mentorship.datasets import pieces
from mentorship.models import CriterionPreference, Preference, Score, Submission
from mentorship.services import comparisons, feedback_exports
from mentorship.tests import tasks as make
from portal.accounts.models import AuditEvent, User
from portal.accounts.services import closures, consents, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast
from portal.testing.uploads import picture, text

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SECRETS = ("amina", "okoye", "maria", "lindqvist", "carol", "njeri", "grace mother", "example.org", "5550101")


def agree(*people: Any) -> None:
    for person in people:
        consents.give_consent(user=person, kind="training", by=person, now=NOW)


def judge(first: Submission, second: Submission, rater: Any, choice: str = "second", **more: Any) -> Preference:
    pair = comparisons.pair(first=first, second=second)
    said = {"reason": "It stands firm.", "is_swapped": False, "drawn_at": NOW, "answered_at": NOW, **more}
    return Preference.objects.create(comparison=pair, rater=rater, choice=choice, **said)


@pytest.fixture
def iterations(participant: Any, mentor: Any, skill: Any) -> tuple[Submission, Submission]:
    task = make.give(participant, mentor, brief="Throw a bowl, Amina.", rubric=make.rubric(skill))
    say = "I am Amina Okoye, write to amina@example.org or call 0170 5550101. Thanks Maria!"
    files = [picture("amina.jpg"), text("amina.py", "print('by Okoye')")]
    first = make.hand_in(task, note=f"First. {say}", files=files, ratings=[make.level(task.rubric, "Form", 1)])
    make.decide(first, mentor, "revision")
    return first, make.hand_in(task, note="Second.")


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    folders: Iterator[Path] = (tmp_path / f"export-{number}" for number in range(99))

    def write(*kinds: str) -> Path:
        folder = next(folders)
        feedback_exports.write(folder=folder, kinds=kinds or ("preference", "unpaired", "ratings"))
        return folder

    return write


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    paths = sorted(folder.glob(f"{kind}.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_preference_is_a_prompt_a_chosen_and_a_rejected(iterations, participant, mentor, export):
    agree(participant, mentor)
    said = judge(*iterations, mentor, "first")
    form = iterations[0].task.rubric.criteria.get(name="Form")
    CriterionPreference.objects.create(preference=said, criterion=form, choice="second")

    folder = export("preference")

    [row] = lines(folder, "preference/*")
    assert row["prompt"] == "Throw a bowl\n\nThrow a bowl, [name]."
    assert row["rejected"] == "Second."
    assert row["chosen"].startswith("First. I am [name], write to [e-mail] or call [phone]. Thanks [name]!")
    assert "print('by [name]')" in row["chosen"]
    assert (row["reason"], row["criteria"], row["ground"]) == (
        "It stands firm.",
        '{"Form": "rejected"}',
        "iterations",
    )
    assert row["chosen_author"] == row["rejected_author"] != row["rater"]
    [named] = [part for part in row["chosen"].split() if part.startswith("files/")]
    assert (folder / named.rstrip("]")).read_bytes()
    assert not lines(folder, "unpaired/*")


def test_nothing_in_it_names_anybody(iterations, participant, mentor, moderator, export):
    participant.first_name, participant.last_name = "Ama", "Owusu"
    participant.save()
    mother = {"name": "Grace Mother", "contact": "0170 5550101", "relation": "parent"}
    consents.record_guardian(user=participant, by=moderator, **mother)
    agree(participant, mentor, moderator)
    reason = "Amina's is better than Maria Lindqvist thinks, says Carol; ask ama, Grace Mother or +44 170 5550101."
    judge(*iterations, moderator, reason=reason)

    written = content(export())

    words = {name: data.decode().lower() for name, data in written.items() if not name.startswith("files/")}
    assert len(words) >= 4
    for name, text_of in words.items():
        for secret in (*SECRETS, participant.handle, mentor.email, " ama,", "owusu"):
            assert secret not in text_of, (name, secret)
    assert not [name for name in written if "amina" in name]


@pytest.mark.parametrize("missing", ["maker", "rater", "giver"])
def test_a_row_needs_the_consent_of_everybody_concerned(
    missing, iterations, participant, mentor, moderator, export
):
    who = {"maker": participant, "rater": moderator, "giver": mentor}
    agree(*who.values())
    judge(*iterations, moderator)
    assert len(lines(export("preference"), "preference/*")) == 1

    consents.withdraw_consent(user=who[missing], kind="training", by=who[missing], now=NOW)

    assert not lines(export(), "preference/*")
    assert not lines(export(), "unpaired/*") or missing == "rater"


def test_nothing_goes_out_of_who_closes_the_account_or_needs_a_guardian(
    iterations, participant, mentor, moderator, export
):
    agree(participant, mentor)
    judge(*iterations, mentor)
    people.set_age_band(user=participant, age_band="under_16", by=moderator)
    assert not content(export()).keys() - {"README.md"}

    mother = consents.record_guardian(user=participant, name="M", contact="1", relation="parent", by=moderator)
    consents.give_consent(user=participant, kind="training", by=moderator, now=NOW, guardian=mother)
    assert lines(export(), "preference/*")

    closures.begin(user=User.objects.get(pk=mentor.pk), by=mentor, now=NOW)
    assert not content(export()).keys() - {"README.md"}


def test_ties_lie_apart_and_who_cannot_say_is_left_out(iterations, participant, mentor, moderator, export):
    agree(participant, mentor, moderator)
    other = cast.mentor_of(participant, "Third Rater")
    agree(other)
    for rater, choice in ((mentor, "tie"), (moderator, "both_weak"), (other, "skip")):
        judge(*iterations, rater, choice)

    folder = export()

    assert [row["label"] for row in lines(folder, "preference/ties")] == ["tie", "both_weak"]
    assert not lines(folder, "preference/train") + lines(folder, "preference/validation")
    weak = [row for row in lines(folder, "unpaired/*") if row["source"] == "comparison"]
    assert [row["label"] for row in weak] == [False, False]


def test_single_pieces_and_ratings(iterations, participant, mentor, export):
    agree(participant, mentor)
    said = iterations[0].feedback.get()
    low = make.level(iterations[0].task.rubric, "Foot", 1)
    Score.objects.create(feedback=said, criterion=low.criterion, level=low)
    make.decide(iterations[1], mentor, "approved")

    folder = export()

    assert [(row["completion"][:6], row["label"]) for row in lines(folder, "unpaired/*")] == [
        ("First.", False),
        ("Second", True),
    ]
    rated = [(row["source"], row["criterion"], row["level"], row["highest"]) for row in lines(folder, "ratings/*")]
    assert rated == [("mentor", "Foot", 1, 2), ("self", "Form", 1, 2)]


def test_works_of_one_maker_are_all_in_one_part(mentor, moderator, export, monkeypatch):
    apart: set[object] = set()
    monkeypatch.setattr(Pseudonyms, "is_for_validation", lambda self, person: person in apart)
    agree(mentor, moderator)
    made: dict[str, Any] = {}
    for number in range(40):
        person = cast.person(f"Maker {number:02}", "participant")
        if number % 10 == 0:
            apart.add(person.pk)
        agree(person)
        task = make.give(person, moderator)
        first = make.hand_in(task, note=f"Try {number}.")
        make.decide(first, moderator, "revision")
        made[person.handle] = (first, make.hand_in(task, note=f"Better try {number}."))
        judge(*made[person.handle], mentor)

    folder = export("preference")

    train, kept = (
        {row["chosen_author"] for row in lines(folder, f"preference/{part}")} for part in ("train", "validation")
    )
    assert not train & kept
    assert (len(train), len(kept)) == (36, 4)


def test_pairs_of_makers_of_both_parts_lie_apart(participant, stranger, moderator, skill, export, monkeypatch):
    monkeypatch.setattr(Pseudonyms, "is_for_validation", lambda self, person: person == stranger.pk)
    agree(participant, stranger, moderator)
    by_which = make.rubric(skill)
    one = make.hand_in(make.give(participant, moderator, rubric=by_which), note="Mine.")
    other = make.hand_in(make.give(stranger, moderator, rubric=by_which), note="Theirs.")
    judge(one, other, moderator)

    folder = export()

    [row] = lines(folder, "preference/mixed")
    assert row["prompt"] == "Bowls\nForm\nFoot"
    assert not lines(folder, "preference/train") + lines(folder, "preference/validation")


def test_the_same_content_gives_the_same_bytes(iterations, participant, mentor, moderator, export):
    agree(participant, mentor, moderator)
    judge(*iterations, mentor)
    judge(*iterations, moderator, "tie")

    assert content(export()) == content(export())
    with (
        feedback_exports.build(by=moderator, now=NOW) as archive,
        feedback_exports.build(by=moderator, now=NOW) as another,
    ):
        assert archive.read() == another.read()


def test_files_that_went_astray_are_named_and_the_rest_is_given(
    iterations, participant, mentor, moderator, export
):
    agree(participant, mentor)
    judge(*iterations, mentor)
    whole = {name for name in content(export()) if name.startswith("files/")}
    for file in iterations[0].files.all():
        file.original.storage.delete(file.original.name)

    found = content(export())

    card = found["README.md"].decode()
    assert whole
    assert not whole & set(found)
    assert all(f"no more: `{path}`." in card for path in whole)
    assert "0 files lie beside them." in card
    assert any(b"[missing]" in words for name, words in found.items() if name.startswith("preference/"))
    with feedback_exports.build(by=moderator, now=NOW) as archive:
        assert archive.read(2) == b"PK"


def test_another_key_gives_other_pseudonyms(iterations, participant, mentor, export, settings):
    agree(participant, mentor)
    judge(*iterations, mentor)
    before = lines(export(), "preference/*")[0]["rater"]

    settings.PSEUDONYM_KEY = "another"

    assert lines(export(), "preference/*")[0]["rater"] != before


def test_pieces_that_say_the_same_prefer_nothing(participant, mentor, export):
    agree(participant, mentor)
    task = make.give(participant, mentor)
    first = make.hand_in(task, note="The same.")
    make.decide(first, mentor, "revision")
    judge(first, make.hand_in(task, note="The same."), mentor)

    folder = export("preference")

    assert not lines(folder, "preference/*")
    assert "both pieces say the same: 1" in (folder / "README.md").read_text()


def test_every_line_of_a_file_has_the_same_columns_of_the_same_types(iterations, participant, mentor, export):
    """What the JSON loader of Hugging Face asks for: an object a line, no file without lines, no null."""
    agree(participant, mentor)
    judge(*iterations, mentor)
    make.decide(iterations[1], mentor, "approved")

    folder = export()

    paths = list(folder.rglob("*.jsonl"))
    assert paths
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert rows
        assert len({tuple((name, type(value)) for name, value in row.items()) for row in rows}) == 1
        assert {type(value) for row in rows for value in row.values()} <= {str, int, bool}


def test_the_card_names_the_files_that_there_are(iterations, participant, mentor, export):
    agree(participant, mentor)
    judge(*iterations, mentor)

    folder = export("preference")

    card = (folder / "README.md").read_text(encoding="utf-8")
    named = [line.split(": ")[1] for line in card.splitlines() if line.strip().startswith("path: ")]
    assert named == [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.jsonl"))]
    assert "version 1 of its words" in card


def test_more_rows_ask_no_more(participant, mentor, export):
    agree(participant, mentor)
    task = make.give(participant, mentor)

    def add(number: int) -> None:
        values = {"task": task, "submitted_at": NOW}
        first, second = (
            Submission.objects.create(number=2 * number + at, note=f"{number} {at}", form=uuid4(), **values)
            for at in (1, 2)
        )
        judge(first, second, mentor)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            export()
        return len(queries)

    add(0)
    export()
    few = count()
    for number in range(1, 30):
        add(number)
    assert count() == few


def test_a_long_text_is_cut(iterations, participant, mentor, export, monkeypatch):
    monkeypatch.setattr(pieces, "MOST_WORDS", 5)
    agree(participant, mentor)
    judge(*iterations, mentor)

    assert "\n\nprint[…]" in lines(export(), "preference/*")[0]["rejected"]


def test_the_command_writes_and_refuses(iterations, participant, mentor, tmp_path, capsys):
    agree(participant, mentor)
    judge(*iterations, mentor)

    call_command("export_feedback", output=tmp_path / "out", kind=["preference"])

    assert "preference/" in capsys.readouterr().out
    assert AuditEvent.objects.get(action="export", actor=None).detail == {"what": "feedback", "lines": "1"}
    with pytest.raises(CommandError, match="There is something in this folder already"):
        call_command("export_feedback", output=tmp_path / "out")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError):
        call_command("export_feedback", output=tmp_path / "file")


def test_a_coordinator_downloads_it_and_that_is_noted(iterations, participant, mentor, moderator, login):
    agree(participant, mentor)
    judge(*iterations, mentor)
    address = "/my/reports/comparisons/export/"
    assert "Choose at least one." in login(moderator).post(address, {}).content.decode()

    got = login(moderator).post(address, {"kinds": ["preference"]})

    assert got["Cache-Control"] == "private, no-store"
    with zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))) as archive:
        assert "README.md" in archive.namelist()
    assert AuditEvent.objects.get(action="export", actor=moderator).detail == {"what": "feedback", "lines": "1"}
    with pytest.raises(NotAllowed):
        feedback_exports.build(by=mentor, now=NOW)
    assert login(mentor).post(address, {"kinds": ["preference"]}).status_code == 404
