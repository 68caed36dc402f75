"""What names something of somebody else's is refused like what is not there, in every field that can name it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from rest_framework import serializers

from mentorship.services import interactions, projects, prospects, submissions, tasks
from portal.api import examples, urls
from portal.api.serializers import ParticipantField
from portal.api.tests import stage as stages
from portal.api.tests.described import Description
from portal.api.tests.stage import Stage
from portal.api.tests.test_operations import ask
from portal.core.api import Asked
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db
NO_SUCH = "2222222222zz"

#: {(shape, field): (the example that it is sent with, what of Bruno's it names, what names nothing)}. Skills are
#: everybody's: there is no foreign one.
RELATIONS: dict[tuple[str, str], tuple[str, str, Any]] = {
    ("JournalChange", "skill"): ("journals_partial_update", "", "no-such-skill"),
    ("JournalChange", "task"): ("journals_partial_update", "task", NO_SUCH),
    ("NamedLevel", "skill"): ("participants_create", "", "no-such-skill"),
    ("NewFeedback", "task"): ("feedback_create", "handed in", NO_SUCH),
    ("NewGoalOfOne", "owner"): ("goals_create", "person", "no-such-person"),
    ("NewGoalOfOne", "skill"): ("goals_create", "", "no-such-skill"),
    ("NewInteraction", "person"): ("interactions_create", "person", "no-such-person"),
    ("NewInteraction", "prospect"): ("interactions_create", "prospect", NO_SUCH),
    ("NewInteraction", "settles"): ("interactions_create", "interaction", NO_SUCH),
    ("NewJournal", "skill"): ("journals_create", "", "no-such-skill"),
    ("NewJournal", "task"): ("journals_create", "task", NO_SUCH),
    ("NewListing", "project"): ("marketplace_sell_create", "work", NO_SUCH),
    ("NewMessage", "reply_to"): ("conversations_messages_create", "seq", 987654),
    ("NewProject", "skills"): ("projects_create", "", "no-such-skill"),
    ("NewProject", "task"): ("projects_create", "task", NO_SUCH),
    ("NewTask", "participant"): ("tasks_create", "person", "no-such-person"),
    ("NewTask", "skill"): ("tasks_create", "", "no-such-skill"),
}
#: What says something and names nothing: words, numbers, days, choices, and lists of shapes that stand here.
PLAIN = {
    *("base_url", "brief", "channel", "client_id", "consent_how", "currency", "decision", "description"),
    *(
        "display_name",
        "due_at",
        "email",
        "file",
        "goals",
        "happened_at",
        "happened_on",
        "kind",
        "level",
        "location",
    ),
    *("media_type", "minutes", "mood", "next_step", "next_step_date", "next_steps", "no_next_step", "notes"),
    *("outcome", "password", "price", "quantity", "refresh", "status", "strengths", "target_amount", "text"),
    *("title", "totp", "visibility"),
    "scores",  # criteria of the rubric of the task, by their names
}


def shapes(of: type[Any] = Asked) -> Iterator[type[Any]]:
    """Everything that is sent to us; the doors must have been read for it."""
    assert urls.urlpatterns
    for each in of.__subclasses__():
        yield each
        yield from shapes(each)


def is_relation(field: Any) -> bool:
    return isinstance(field, serializers.RelatedField | serializers.ManyRelatedField | ParticipantField)


def test_every_field_that_can_name_something_has_a_case():
    fields = {(shape.__name__, name): field for shape in set(shapes()) for name, field in shape().fields.items()}
    known = {key for key in fields if key in RELATIONS}

    assert {key for key, field in fields.items() if is_relation(field)} - known == set()
    assert {
        key for key in fields if key not in known and not is_relation(fields[key]) and key[1] not in PLAIN
    } == {
        ("NewParticipant", "skills")  # NamedLevel
    }
    assert set(RELATIONS) == known


@pytest.fixture
def stage(django_capture_on_commit_callbacks: Any) -> Stage:
    with django_capture_on_commit_callbacks(execute=True):
        return stages.build()


@pytest.fixture
def theirs(stage: Stage) -> dict[str, Any]:
    """What is Bruno's, and what his mentor notes."""
    bruno, otto, now = stage.who["fellow"], stage.who["colleague"], timezone.now()
    open_one = tasks.assign(participant=bruno, title="A jug", by=otto, now=now)
    handed = tasks.assign(participant=bruno, title="A cup", by=otto, now=now)
    submissions.submit(task=handed, by=bruno, now=now, note="Thrown", files=[picture(size=(70, 48))])
    work = projects.create(owner=bruno, by=bruno, title="A jug", media_type="object", now=now)
    met = prospects.create(by=otto, now=now, name="Tove", consent_how="spoken")
    step = {"next_step": "Call", "next_step_date": now.date()}
    noted = interactions.log(about=bruno, by=otto, now=now, client_id=uuid4(), **step)
    return {
        "person": bruno.handle,
        "task": open_one.public_id,
        "handed in": handed.public_id,
        "work": work.public_id,
        "prospect": met.public_id,
        "interaction": noted.public_id,
        "seq": 3,  # one more than there are in this conversation
    }


@pytest.fixture(scope="module")
def description() -> Description:
    return Description()


@pytest.mark.parametrize(("shape", "field"), sorted(RELATIONS))
def test_what_is_somebody_else_s_is_refused_like_what_is_not_there(shape, field, description, stage, theirs):
    name, of_bruno, missing = RELATIONS[shape, field]
    operation = next(each for each in description.operations() if each.name == name)
    browser = stage.browser(examples.EXAMPLES[name].who)
    assert ask(stage, operation, browser).status_code < 300, "The example itself is refused."
    words = []
    for value in (missing, *([theirs[of_bruno]] if of_bruno else ())):
        where = "skills" if shape == "NamedLevel" else field
        sent = [{"skill": value, "level": 1}] if shape == "NamedLevel" else [value] if field == "skills" else value
        without = {"person"} if field == "prospect" else set()

        answer = ask(stage, operation, browser, without, **{where: sent})

        assert answer.status_code == 400, (value, answer.status_code, answer.content)
        assert (answer.json()["code"], set(answer.json()["fields"])) == ("invalid", {where})
        words.append(answer.content.decode().replace(str(value), "…"))
    assert len(set(words)) == 1
