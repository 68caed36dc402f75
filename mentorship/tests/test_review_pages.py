"""The queue and the page on which feedback is written."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from mentorship.models import Feedback, Submission, Task
from mentorship.selectors import reviews as questions
from mentorship.services import claims, extensions, feedback, pairings
from mentorship.tests import tasks as make
from portal.testing import cast
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(participant, mentor, skill):
    task = make.give(participant, mentor, rubric=make.rubric(skill), skill=skill, brief="Three alike")
    return make.hand_in(task, files=[picture(), sound(), text("a.py", "one = 1\ntwo = 2\n")])


def at(piece, verb=""):
    return f"/my/reviews/{piece.public_id}/{verb}"


def words(piece, **more):
    image, audio, code = piece.files.all()
    level = make.level(piece.task.rubric, "Form", 2)
    return {
        "version": "0",
        "tab": str(uuid4()),
        "strengths": "The rim",
        "overall": "Well thrown",
        "mentor_note": "Shy",
        "step-1": "Thin the foot",
        "step-2": "",
        "step-3": "Glaze it",
        "outcome": "revision",
        f"level-{level.criterion_id}": level.pk,
        f"mark-{image.pk}-0-x": "12.5",
        f"mark-{image.pk}-0-y": "50",
        f"mark-{image.pk}-0-text": "Look here",
        f"mark-{image.pk}-1-x": "",
        f"mark-{image.pk}-1-y": "",
        f"mark-{image.pk}-1-text": "",
        f"mark-{audio.pk}-0-seconds": "1:23.5",
        f"mark-{audio.pk}-0-text": "Too fast",
        f"mark-{code.pk}-0-first_line": "1",
        f"mark-{code.pk}-0-last_line": "",
        f"mark-{code.pk}-0-text": "A better name",
        **more,
    }


def test_a_draft_is_kept_shown_again_and_released(piece, mentor, participant, login):
    client = login(mentor)
    kept = client.post(at(piece), {**words(piece), "action": "save"}, follow=True).content.decode()
    assert "Your draft is kept" in kept
    for value in ("The rim", "Well thrown", "Shy", "Thin the foot", "Glaze it", "1:23.5", "Look here", "12.50"):
        assert value in kept, value
    assert Task.objects.get().claimed_by == mentor

    done = client.post(at(piece), {**words(piece), "version": "1", "action": "release"}, follow=True)

    assert "reads it now, and revises the piece" in done.content.decode()
    said = Feedback.objects.get()
    assert [step.text for step in said.steps.all()] == ["Thin the foot", "Glaze it"]
    marks = [(mark.x, mark.seconds, mark.first_line, mark.last_line) for mark in said.marks.all()]
    assert marks == [
        (Decimal("12.50"), None, None, None),
        (None, Decimal("83.5"), None, None),
        (None, None, 1, 1),
    ]
    assert Task.objects.get().status == "revision"
    assert "Look here" in login(participant).get(piece.get_absolute_url()).content.decode()


def test_a_second_tab_is_refused_and_shows_both(piece, mentor, login):
    client = login(mentor)
    client.post(at(piece), {**words(piece), "overall": "First tab", "action": "save"})

    answer = client.post(at(piece), {**words(piece), "overall": "Second tab", "action": "release"})

    page = answer.content.decode()
    assert "another tab" in page
    assert "First tab" in page
    assert "Second tab" in page
    assert Feedback.objects.get().overall == "First tab"
    assert not Feedback.objects.get().is_released
    version = answer.context["form"]["version"].value()
    client.post(at(piece), {**words(piece), "overall": "Second tab", "version": version, "action": "save"})
    assert Feedback.objects.get().overall == "Second tab"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"overall": "", "strengths": ""}, "before they read it"),
        ({"step-1": "", "step-3": ""}, "at least one next step"),
        ({"x": "140"}, "less than or equal to 100"),
        ({"x": ""}, "Say where"),
        ({"seconds": "soon"}, "like 1:23"),
        ({"last_line": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_be_released_is_told_and_nothing_is_lost(piece, mentor, login, wrong, told):
    image, audio, code = piece.files.all()
    places = {
        "x": f"mark-{image.pk}-0-x",
        "seconds": f"mark-{audio.pk}-0-seconds",
        "last_line": f"mark-{code.pk}-0-last_line",
    }
    sent = words(piece, **{places.get(name, name): value for name, value in wrong.items()})

    answer = login(mentor).post(at(piece), {**sent, "action": "release"})

    page = answer.content.decode()
    assert told in page
    assert "Look here" in page
    assert "Too fast" in page
    assert Task.objects.get().status != "revision"


def test_what_is_typed_is_kept_while_it_is_typed(piece, mentor, login):
    client = login(mentor)
    first = client.post(at(piece, "draft/"), words(piece))
    assert first.status_code == 200
    assert first.json()["version"] == 1

    other = client.post(at(piece, "draft/"), words(piece))
    assert (other.status_code, other.json()["is_conflict"]) == (409, True)
    bad = client.post(at(piece, "draft/"), {**words(piece), "version": "x"})
    assert bad.status_code == 422
    assert Feedback.objects.count() == 1


def test_who_looks_at_it_is_said_to_others(piece, mentor, moderator, login):
    login(mentor).post(at(piece, "claim/"), {"action": "claim"})

    assert "Maria Lindqvist looks at it" in login(moderator).get("/my/reviews/").content.decode()
    page = login(moderator).post(at(piece), {**words(piece), "action": "save"}).content.decode()
    assert "Maria Lindqvist looks at it just now" in page
    assert "Well thrown" in page
    login(mentor).post(at(piece, "claim/"), {"action": "leave"})
    assert "Maria Lindqvist looks at it" not in login(moderator).get("/my/reviews/").content.decode()


def test_feedback_without_a_decision_is_decided_later(piece, mentor, login):
    client = login(mentor)
    client.post(at(piece), {**words(piece), "outcome": "", "action": "release"})
    assert "What follows?" in client.get(at(piece)).content.decode()

    page = client.post(at(piece, "decide/"), {"action": "approve"}, follow=True).content.decode()

    assert "Approved" in page
    assert Task.objects.get().status == "approved"
    assert "approved already" in client.post(at(piece), {**words(piece), "action": "save"}).content.decode()


def test_only_who_reviews_finds_the_page(piece, mentor, participant, stranger, operator, login):
    other = cast.person("Xaver Lang", "mentor")
    for person in (stranger, participant, other):
        assert login(person).get(at(piece)).status_code == 404
        for verb in ("draft/", "claim/", "decide/"):
            assert login(person).post(at(piece, verb), {}).status_code == 404
    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())
    assert login(mentor).get(at(piece)).status_code == 404
    assert login(mentor).post(at(piece), {**words(piece), "action": "release"}).status_code == 404


def test_drafts_are_released_together(participant, mentor, login):
    pieces = [make.hand_in(make.give(participant, mentor)) for _ in range(2)]
    drafts = [make.draft(each, mentor, outcome="approved") for each in pieces]
    client = login(mentor)
    assert "My drafts" in client.get("/my/reviews/").content.decode()

    none = client.post("/my/reviews/release/", follow=True).content.decode()
    page = client.post(
        "/my/reviews/release/", {"draft": [each.public_id for each in drafts]}, follow=True
    ).content.decode()

    assert "Choose at least one draft" in none
    assert "2 pieces of feedback are released" in page
    assert {task.status for task in Task.objects.all()} == {"approved"}


def test_the_queue_says_who_asks_for_more_time(participant, mentor, stranger, moderator, login):
    now = timezone.now()
    for person, by, title in ((participant, mentor, "Bowl"), (stranger, moderator, "Foreign")):
        task = make.give(person, by, title=title, due_at=now + timedelta(days=1))
        wanted = now + timedelta(days=4)
        extensions.ask(task=task, by=person, wanted_due_at=wanted, reason="Ill", now=now)

    page = login(mentor).get("/my/reviews/").content.decode()

    assert "They ask for more time" in page
    assert "Bowl" in page
    assert "Foreign" not in page


def test_a_spoken_note_is_put_to_a_draft_heard_and_removed(piece, mentor, participant, stranger, login):
    client = login(mentor)
    sent = {**words(piece), "enclosed": [sound("said.wav"), picture()], "action": "save"}
    page = client.post(at(piece), sent, follow=True).content.decode()
    assert "Remove said.wav" in page
    said = Feedback.objects.get()
    spoken, shown = said.files.all()

    bad = {**words(piece), "version": "1", "enclosed": [text("a.txt", "no")], "action": "release"}
    answer = client.post(at(piece), bad)
    assert "choose photos, sounds or films" in answer.content.decode()
    assert not Feedback.objects.get().is_released

    version = answer.context["form"]["version"].value()
    done = {**words(piece), "version": version, f"remove-{shown.pk}": "on", "action": "release"}
    assert "reads it now" in client.post(at(piece), done, follow=True).content.decode()
    assert list(said.files.all()) == [spoken]
    assert spoken.url() in login(participant).get(piece.get_absolute_url()).content.decode()
    assert [login(who).get(spoken.url()).status_code for who in (participant, mentor, stranger)] == [200, 200, 404]


def test_saved_words_are_kept_offered_and_removed(piece, mentor, moderator, skill, login):
    client = login(mentor)
    client.post("/my/reviews/comments/", {"text": "Look at the foot", "skill": skill.pk})
    assert "Look at the foot" in client.get(at(piece)).content.decode()
    kept = mentor.saved_comments.get()
    assert kept.skill == skill
    assert login(moderator).post("/my/reviews/comments/", {"forget": kept.pk}).status_code == 404
    assert list(client.post("/my/reviews/comments/", {"text": ""}).context["form"].errors) == ["text"]

    client.post("/my/reviews/comments/", {"forget": kept.pk})
    assert not mentor.saved_comments.exists()


def test_the_queue_is_narrowed_and_read_on_from_where_one_was(participant, mentor, skill, login, monkeypatch):
    monkeypatch.setattr(questions, "PER_PAGE", 2)
    now = timezone.now()
    pieces = [
        make.hand_in(make.give(participant, mentor, title=f"Bowl {n}"), now=now + timedelta(seconds=n))
        for n in range(4)
    ]
    practised = make.hand_in(
        make.give(participant, mentor, title="Skilled", skill=skill), now=now + timedelta(seconds=9)
    )
    claims.claim(task=pieces[0].task, by=mentor, now=now)
    client = login(mentor)

    first = client.get("/my/reviews/")
    second = client.get(f"/my/reviews/{first.context['following']}")
    assert [row["task"].title for row in first.context["rows"]] == ["Bowl 0", "Bowl 1"]
    assert [row["task"].title for row in second.context["rows"]] == ["Bowl 2", "Bowl 3"]
    assert first.context["count"] == 5

    def titles(query):
        return [row["task"].title for row in client.get(f"/my/reviews/?{query}").context["rows"]]

    assert titles(f"skill={skill.slug}") == ["Skilled"]
    assert titles("show=mine") == ["Bowl 0"]
    assert titles("show=free") == ["Bowl 1", "Bowl 2"]
    assert titles(f"person={participant.handle}&show=given") == ["Bowl 0", "Bowl 1"]
    assert titles("person=nobody&show=nonsense&after=x~y") == ["Bowl 0", "Bowl 1"]
    page = client.get(at(pieces[2]))
    assert (page.context["before"], page.context["after"]) == (pieces[1].public_id, pieces[3].public_id)
    last = client.get(at(practised))
    assert (last.context["before"], last.context["after"]) == (pieces[3].public_id, "")


def test_learners_are_told_how_long_it_usually_takes(participant, mentor):
    now = timezone.now()
    for days in (1, 3, 8):
        piece = make.hand_in(make.give(participant, mentor), now=now - timedelta(days=days))
        make.decide(piece, mentor, "approved")

    assert questions.expected_wait(participant, now=now) == "about 3 days"
    later = now + timedelta(days=31)
    assert questions.expected_wait(participant, now=later) == "not known yet"


def test_the_queue_and_the_review_ask_the_same_for_one_and_many(
    participant, mentor, skill, login, assert_queries_do_not_grow
):
    def add():
        make.hand_in(make.give(participant, mentor, skill=skill))

    assert_queries_do_not_grow("/my/reviews/", add, client=login(mentor))
    piece = Submission.objects.order_by("pk").first()

    def save():
        feedback.save_comment(text=str(uuid4()), by=mentor)

    assert_queries_do_not_grow(at(piece), save, client=login(mentor))
    assert_queries_do_not_grow("/my/reviews/comments/", save, client=login(mentor))
