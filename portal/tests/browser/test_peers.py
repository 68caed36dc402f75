"""Peers look at a piece, on a phone: asked, written, read, called unfair and decided."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mentorship.models import Discipline, PeerReview, Skill, SkillLevel, UserSkill
from mentorship.tests import tasks as make
from portal.accounts.services import consents
from portal.testing import cast, uploads
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


def learner(name: str, skill: Skill) -> Any:
    person = known(cast.person(name, "participant"))
    UserSkill.objects.create(user=person, skill=skill, level=1)
    consents.give_consent(user=person, kind="peers", by=person, now=timezone.now())
    return person


def test_a_piece_is_shown_to_a_peer_and_an_unfair_word_is_set_aside(open_browser, log_in, looks_right):
    craft = Discipline.objects.create(slug="clay", name="Clay")
    skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
    SkillLevel.objects.create(skill=skill, number=1, name="Starts")
    amina, pia = learner("Amina Okoye", skill), learner("Pia Peer", skill)
    maria = known(cast.mentor_of(amina))
    task = make.give(amina, maria, skill=skill, rubric=make.rubric(skill))
    piece = make.hand_in(task, files=[uploads.picture(size=(640, 480))])
    his, hers, of_peer = open_browser(DESK), open_browser(PHONE), open_browser(PHONE)
    for page, person in ((his, maria), (hers, amina), (of_peer, pia)):
        log_in(page, person.email)

    his.goto(piece.get_absolute_url())
    his.get_by_text("Ask peers about it").click()
    looks_right(his)
    his.get_by_role("button", name="Ask them").click()
    expect(his.get_by_text("1 peer is still asked.")).to_be_visible()

    of_peer.goto("/my/")
    of_peer.get_by_role("link", name="1 piece of a peer waits").click()
    looks_right(of_peer)
    of_peer.get_by_role("link", name="Throw a bowl").click()
    looks_right(of_peer)
    expect(of_peer.get_by_text("Amina")).to_have_count(0)
    of_peer.get_by_label("I notice").fill("It wobbles like its maker.")
    of_peer.get_by_role("button", name="Give it").click()
    expect(of_peer.get_by_text("one thing to try next").first).to_be_visible()
    expect(of_peer.get_by_label("I notice")).to_have_value("It wobbles like its maker.")
    looks_right(of_peer)
    of_peer.get_by_label("Try").fill("Centre it longer.")
    of_peer.get_by_role("button", name="Give it").click()
    expect(of_peer.get_by_text("Its maker reads it now")).to_be_visible()

    hers.goto(piece.get_absolute_url())
    expect(hers.get_by_text("It wobbles like its maker.")).to_be_visible()
    expect(hers.get_by_text("Pia")).to_have_count(0)
    hers.get_by_text("This is unfair").click()
    hers.get_by_label("Why is it unfair?").fill("It mocks me.")
    looks_right(hers)
    hers.get_by_role("button", name="Ask my mentor to decide").click()
    expect(hers.get_by_text("Called unfair")).to_be_visible()

    his.goto("/my/peers/rounds/")
    looks_right(his)
    his.get_by_role("link", name="Throw a bowl").click()
    expect(his.get_by_text("Pia Peer")).to_be_visible()
    his.get_by_role("button", name="Set it aside").click()
    expect(his.get_by_text("Decided.")).to_be_visible()
    hers.reload()
    expect(hers.get_by_text("It wobbles like its maker.")).to_have_count(0)
    assert PeerReview.objects.get().is_set_aside
