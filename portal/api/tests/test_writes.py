"""What pages write, programs write too: the same rows, by the same rules."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from mentorship.models import Goal, Interaction, JournalEntry, Skill, Stage, Task
from mentorship.services import goals, interactions, journals, prospects, tasks
from messaging.kinds import BY_SLUG, To
from messaging.models import Message, Notification
from messaging.services import conversations, messages, notifications
from portal.accounts.services import people, personal_tokens
from portal.testing import cast, crafts

pytestmark = pytest.mark.django_db
API = "/api/v1"
#: What comes next, and by when.
STEP = {"next_step": "Show the loom", "next_step_date": "2030-01-07"}


def send(
    browser: Client, path: str, code: int = 201, /, *, method: str = "post", headers: Any = None, **body: Any
) -> Any:
    kind = "application/json"
    answer = getattr(browser, method)(f"{API}/{path}", body, content_type=kind, headers=headers or {})
    assert answer.status_code == code, (path, answer.status_code, answer.content[:400])
    return answer.json()


def fields(browser: Client, path: str, /, *, method: str = "post", headers: Any = None, **body: Any) -> set[str]:
    """Return the fields that a refusal names."""
    said = send(browser, path, 400, method=method, headers=headers, **body)
    assert said["code"] == "invalid"
    return set(said["fields"])


@pytest.fixture
def craft() -> Skill:
    crafts.make()
    return Skill.objects.earliest("pk")


@pytest.fixture
def entry(participant) -> JournalEntry:
    day, now = timezone.localdate(), timezone.now()
    return journals.write(owner=participant, by=participant, happened_on=day, now=now, text="Wove.")


@pytest.fixture
def met(mentor) -> Any:
    return prospects.create(by=mentor, now=timezone.now(), name="Timo", consent_how="spoken")


@pytest.fixture
def talk(mentor, participant) -> Any:
    return conversations.begin(by=mentor, to=participant)


@pytest.fixture
def told(mentor, participant) -> Notification:
    task = tasks.assign(participant=participant, title="A bowl", by=mentor, now=timezone.now())
    notices = notifications.tell(kind=BY_SLUG["task_withdrawn"], heard=[To(task, participant)], now=timezone.now())
    return notices[0]


# Diaries --------------------------------------------------------------------------------------------------


def test_a_day_is_written_into_one_s_own_diary(participant, mentor, craft, login):
    task = tasks.assign(participant=participant, title="A bowl", by=mentor, now=timezone.now())
    said = {"text": "Wove.", "minutes": 40, "mood": "proud", "skill": craft.slug, "task": task.public_id}

    made = send(login(participant), "journals", visibility="mentor", **said)

    kept = JournalEntry.objects.get()
    assert (kept.owner, kept.text, kept.minutes, kept.mood) == (participant, "Wove.", 40, "proud")
    assert (kept.skill, kept.task, kept.visibility) == (craft, task, "mentor")
    assert kept.happened_on == timezone.localdate()
    assert made == login(participant).get(f"{API}/journals/{kept.public_id}").json()
    assert send(login(participant), "journals", text="Quiet.")["visibility"] == "private"


def test_what_a_diary_does_not_take_is_named(participant, stranger, mentor, buyer, login):
    browser, tomorrow = login(participant), str(timezone.localdate() + timedelta(days=1))
    other = cast.mentor_of(stranger, "Otto Berg")
    theirs = tasks.assign(participant=stranger, title="A jug", by=other, now=timezone.now())

    assert fields(browser, "journals", text="x", owner=stranger.handle) == {"owner"}
    assert fields(browser, "journals", text="x", task=theirs.public_id) == {"task"}
    assert fields(browser, "journals", text="x", task="2222222222zz") == {"task"}
    assert fields(browser, "journals", text="x", happened_on=tomorrow) == {"happened_on"}
    assert fields(browser, "journals", text="x", visibility="link", mood="?") == {"visibility", "mood"}
    assert fields(browser, "journals") == {"text"}
    assert send(login(other), "journals", 400, text="x", task=theirs.public_id)["code"] == "not_your_task"
    assert send(login(buyer), "journals", 403, text="x")["code"] == "not_allowed"
    assert not JournalEntry.objects.exists()


def test_one_changes_one_s_own_entry_as_one_has_read_it(participant, entry, login):
    browser, there = login(participant), f"journals/{entry.public_id}"
    tag = browser.get(f"{API}/{there}")["ETag"]

    changed = send(browser, there, 200, method="patch", headers={"If-Match": tag}, text="Wove two.", minutes=20)

    entry.refresh_from_db()
    assert (entry.text, entry.minutes, entry.visibility) == ("Wove two.", 20, "private")
    assert (changed["text"], changed["version"]) == ("Wove two.", 2)
    late = send(browser, there, 412, method="patch", headers={"If-Match": tag}, text="Nothing.")
    assert late["code"] == "changed"
    assert send(browser, there, 428, method="patch", text="Nothing.")["code"] == "if_match_required"
    entry.refresh_from_db()
    assert entry.text == "Wove two."
    shown = send(browser, there, 200, method="patch", headers={"If-Match": "*"}, visibility="mentor")
    assert (shown["visibility"], shown["text"]) == ("mentor", "Wove two.")


def test_a_tag_that_was_made_weak_on_its_way_matches(participant, entry, login):
    browser, there = login(participant), f"journals/{entry.public_id}"
    tag = browser.get(f"{API}/{there}")["ETag"]

    send(
        browser, there, 200, method="patch", headers={"If-Match": f'"x", W/{tag.removeprefix("W/")}'}, text="Yes."
    )

    entry.refresh_from_db()
    assert entry.text == "Yes."


def test_a_change_that_is_refused_in_part_changes_nothing(participant, moderator, entry, login):
    people.set_age_band(user=participant, age_band="under_16", by=moderator)
    browser, there, any_tag = login(participant), f"journals/{entry.public_id}", {"If-Match": "*"}

    refused = send(browser, there, 400, method="patch", headers=any_tag, text="Look!", visibility="public")

    entry.refresh_from_db()
    assert refused["code"] == "needs_approval"
    assert (entry.text, entry.visibility, entry.version) == ("Wove.", "private", 1)
    assert fields(browser, there, method="patch", headers=any_tag, owner="x", version=7) == {"owner", "version"}


def test_nobody_changes_the_entry_of_somebody_else(participant, mentor, stranger, entry, login):
    journals.show(entry=entry, visibility="mentor", by=participant, now=timezone.now())

    for person in (mentor, stranger):
        send(
            login(person), f"journals/{entry.public_id}", 404, method="patch", headers={"If-Match": "*"}, text="x"
        )

    entry.refresh_from_db()
    assert entry.text == "Wove."


# What passed with people ----------------------------------------------------------------------------------


def test_a_mentor_notes_what_passed_with_a_prospect(mentor, met, login):
    said = {"channel": "visit", "outcome": "reached", "minutes": 30, "notes": "Likes wool.", **STEP}

    made = send(login(mentor), "interactions", prospect=met.public_id, **said)

    kept, _met = Interaction.objects.get(), met.refresh_from_db()
    assert (kept.prospect, kept.person, kept.by, kept.channel, kept.minutes) == (met, None, mentor, "visit", 30)
    assert (kept.notes, kept.next_step, str(kept.next_step_date)) == ("Likes wool.", *STEP.values())
    assert met.stage == Stage.CONTACTED
    assert made == login(mentor).get(f"{API}/interactions/{kept.public_id}").json()


def test_what_was_due_is_done_with_what_is_noted(mentor, participant, login):
    step = {"next_step": "Call again", "next_step_date": timezone.localdate()}
    due = interactions.log(about=participant, by=mentor, now=timezone.now(), client_id=uuid4(), **step)

    send(login(mentor), "interactions", person=participant.handle, settles=due.public_id, no_next_step=True)

    due.refresh_from_db()
    assert due.done_at is not None
    again = {"person": participant.handle, "settles": due.public_id, "no_next_step": True}
    assert fields(login(mentor), "interactions", **again) == {"settles"}
    assert Interaction.objects.count() == 2


def test_what_cannot_be_noted_is_named(mentor, participant, stranger, met, login):
    browser, other = login(mentor), cast.mentor_of(stranger, "Otto Berg")
    of_other = prospects.create(by=other, now=timezone.now(), name="Ola", consent_how="spoken")
    one, nobody = {"prospect": met.public_id, **STEP}, "2222222222zz"

    assert fields(browser, "interactions", prospect=of_other.public_id, **STEP) == {"prospect"}
    assert fields(browser, "interactions", prospect=nobody, **STEP) == {"prospect"}
    assert fields(browser, "interactions", person=stranger.handle, **STEP) == {"person"}
    assert fields(browser, "interactions", person="nobody", **STEP) == {"person"}
    assert fields(browser, "interactions", **STEP) == {"prospect", "person"}
    assert fields(browser, "interactions", **one, person=participant.handle) == {"prospect", "person"}
    assert fields(browser, "interactions", **one, by=other.handle) == {"by"}
    assert fields(browser, "interactions", **one, settles=nobody) == {"settles"}
    assert send(browser, "interactions", 400, prospect=met.public_id)["code"] == "no_next_step"
    assert send(browser, "interactions", 400, **one, happened_at="2090-01-01T00:00:00Z")["code"] == "not_yet"
    assert not Interaction.objects.exists()


def test_who_looks_after_nobody_notes_nothing(participant, buyer, met, login):
    for person in (participant, buyer):
        refused = send(login(person), "interactions", 403, prospect=met.public_id, **STEP)
        assert refused["code"] == "not_allowed"

    assert not Interaction.objects.exists()


# Conversations --------------------------------------------------------------------------------------------


def test_what_is_said_stands_in_the_conversation_once(mentor, participant, talk, login):
    first = messages.send(conversation=talk, by=mentor, text="Hello", client_id=uuid4(), now=timezone.now())
    there, body = f"conversations/{talk.public_id}/messages", {"text": " Hi! ", "client_id": str(uuid4())}

    said = send(login(participant), there, reply_to=first.seq, **body)
    again = send(login(participant), there, **body)

    kept = talk.messages.get(author=participant)
    assert (kept.text, kept.reply_to, str(kept.client_id)) == ("Hi!", first, body["client_id"])
    assert said == again
    assert (said["seq"], said["reply_to"], said["author"]) == (kept.seq, first.seq, participant.handle)
    assert said in login(mentor).get(f"{API}/{there}").json()["results"]


def test_what_cannot_be_said_is_named(participant, stranger, moderator, talk, login):
    browser, there = login(participant), f"conversations/{talk.public_id}/messages"

    assert fields(browser, there, text="x" * 8001) == {"text"}
    assert fields(browser, there) == {"text"}
    assert fields(browser, there, text="x", author="y") == {"author"}
    assert fields(browser, there, text="x", reply_to=7) == {"reply_to"}
    assert fields(browser, there, text="x", client_id="7") == {"client_id"}
    for person in (stranger, moderator):
        send(login(person), there, 404, text="x")
    assert not Message.objects.exists()


# Notifications --------------------------------------------------------------------------------------------


def test_one_is_marked_as_read(participant, stranger, told, login):
    there = f"notifications/{told.pk}/read"
    send(login(stranger), there, 404)
    assert fields(login(participant), there, until="now") == {"until"}
    told.refresh_from_db()
    assert told.is_unread

    read = send(login(participant), there, 200)

    told.refresh_from_db()
    assert told.read_at is not None
    assert read == login(participant).get(f"{API}/notifications/{told.pk}").json()
    assert send(login(participant), there, 200)["read_at"] == read["read_at"]


def test_all_of_one_s_own_are_marked_as_read(participant, mentor, told, login):
    assert fields(login(participant), "notifications/read", kind="x") == {"kind"}
    assert send(login(mentor), "notifications/read", 200)["count"] == 0
    count = Notification.objects.in_inbox_of(participant).unread().count()

    assert send(login(participant), "notifications/read", 200) == {"count": count}

    assert count >= 1
    assert not Notification.objects.in_inbox_of(participant).unread().exists()


# Goals ----------------------------------------------------------------------------------------------------


def test_goals_are_set_for_oneself_and_for_whom_one_accompanies(participant, mentor, craft, login):
    own = send(login(participant), "goals", title="A loom", target_amount="120.00", currency="EUR")
    given = send(login(mentor), "goals", title="Weave", owner=participant.handle, skill=craft.slug, level=1)

    loom, weave = Goal.objects.order_by("pk")
    assert (loom.owner, loom.set_by, str(loom.target_amount)) == (participant, participant, "120.00")
    assert (weave.owner, weave.set_by, weave.skill, weave.level) == (participant, mentor, craft, 1)
    assert own == login(participant).get(f"{API}/goals/{loom.public_id}").json()
    assert (given["owner"], given["set_by"], given["status"]) == (participant.handle, mentor.handle, "open")


def test_what_is_no_goal_is_named(participant, stranger, craft, login):
    browser = login(participant)

    assert fields(browser, "goals", title="x", owner=stranger.handle) == {"owner"}
    assert fields(browser, "goals", title="x", owner="nobody") == {"owner"}
    assert fields(browser, "goals", title="x", status="open") == {"status"}
    assert fields(browser, "goals", title="x", skill=craft.slug) == {"level"}
    assert fields(browser, "goals", title="x", level=2) == {"skill"}
    assert fields(browser, "goals") == {"title"}
    assert send(browser, "goals", 400, title="x", target_amount="5.00")["code"] == "bad_amount"
    assert send(browser, "goals", 400, title="x", skill=craft.slug, level=98)["code"] == "unknown_level"
    assert not Goal.objects.exists()


def test_whose_goal_it_is_lets_go_of_it(participant, mentor, stranger, login):
    goal = goals.set_goal(owner=participant, title="A loom", by=mentor, now=timezone.now())
    there = f"goals/{goal.public_id}"

    assert fields(login(participant), there, method="patch", status="open") == {"status"}
    assert fields(login(participant), there, method="patch", status="dropped", title="x") == {"title"}
    send(login(stranger), there, 404, method="patch", status="dropped")
    send(login(mentor), there, 403, method="patch", status="dropped")
    goal.refresh_from_db()
    assert goal.is_open

    gone = send(login(participant), there, 200, method="patch", status="dropped")

    goal.refresh_from_db()
    assert (goal.status, gone["status"]) == ("dropped", "dropped")
    assert goal.dropped_at is not None


# What all of them share -----------------------------------------------------------------------------------


def test_the_same_key_twice_is_one_row_and_one_answer(participant, mentor, met, talk, login):
    asked: list[tuple[Any, str, dict[str, Any], Any]] = [
        (participant, "journals", {"text": "Wove."}, JournalEntry),
        (mentor, "interactions", {"prospect": met.public_id, **STEP}, Interaction),
        (participant, f"conversations/{talk.public_id}/messages", {"text": "Hi"}, Message),
        (mentor, "goals", {"title": "A loom", "owner": participant.handle}, Goal),
    ]
    for person, path, body, model in asked:
        headers = {"Idempotency-Key": f"of {path}"}

        first = send(login(person), path, headers=headers, **body)

        assert send(login(person), path, headers=headers, **body) == first
        assert model.objects.count() == 1


def test_a_token_for_what_is_one_s_own_writes_the_diary_and_nothing_to_others(participant, mentor, talk, told):
    given = {"name": "Script", "scope": "own", "lasts": timedelta(days=30), "now": timezone.now()}
    _token, key = personal_tokens.make(by=participant, **given)
    headers, browser = {"Authorization": f"Bearer {key}"}, Client(enforce_csrf_checks=True)

    made = send(browser, "journals", headers=headers, text="Wove.")
    change = {"method": "patch", "headers": {**headers, "If-Match": "*"}}
    send(browser, f"journals/{made['id']}", 200, text="Wove two.", **change)
    send(browser, f"notifications/{told.pk}/read", 200, headers=headers)
    send(browser, "notifications/read", 200, headers=headers)
    for path in (f"conversations/{talk.public_id}/messages", "interactions", "goals"):
        refused = send(browser, path, 403, headers=headers, text="x")
        assert refused["code"] == "insufficient_scope"

    assert JournalEntry.objects.get().text == "Wove two."
    assert not Message.objects.exists()
    assert Task.objects.count() == 1  # what one was told of
