"""What a person's timeline tells of supplies, and to whom."""

import pytest

from mentorship import timeline_supplies
from mentorship.services import resources
from mentorship.tests.stores import NOW, hand_out, material, tool
from portal.core.timeline import Subject, Window
from portal.testing import cast

pytestmark = pytest.mark.django_db


def told(person, viewer):
    subject = Subject(person=person)
    tellers = (timeline_supplies.supplies, timeline_supplies.used, timeline_supplies.asked)
    return [str(event.title) for tell in tellers for event in tell(subject, viewer, Window())]


def test_hand_outs_use_and_requests_are_told_to_whom_they_concern(participant, mentor, stranger):
    canvas = material(quantity=5)
    issue = hand_out(participant, mentor, (canvas, 2), (tool("Wheel", "W1"), 1), accepted=True)
    resources.log_use(line=issue.lines.order_by("pk")[0], quantity=1, by=participant, now=NOW)
    resources.request(resource=canvas, why="More", by=participant, now=NOW)

    everything = [
        *("Handed out: Wheel W1", "Handed out: 2 piece Canvas"),
        *("Used 1 × Canvas (piece)", "Asked for Canvas (piece)"),
    ]
    assert told(participant, participant) == told(participant, mentor) == everything
    assert told(participant, cast.mentor_of(stranger, "Another Mentor")) == told(participant, stranger) == []
    assert told(None, mentor) == []
