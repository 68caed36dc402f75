"""A certificate from the confirmed level to the page that a stranger checks, on a phone."""

from typing import Any

import pytest
from django.utils import timezone

from mentorship.models import Discipline, Skill, SkillLevel
from mentorship.services import confirmations, skills
from portal.testing import cast
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_certificate_is_made_opened_by_a_stranger_and_revoked(
    open_browser: Any, log_in: Any, looks_right: Any, size: Any
):
    amina = cast.person("Amina Okoye", "participant")
    known(amina)
    maria = cast.mentor_of(amina)
    weaving = Skill.objects.create(
        discipline=Discipline.objects.create(name="Crafts", slug="crafts"), name="Weaving", slug="weaving"
    )
    SkillLevel.objects.create(skill=weaving, number=1, name="Plain weave")
    skills.set_own_level(user=amina, skill=weaving, level=1, by=amina)
    said = {"evidence": "Four coasters with straight edges", "by": maria, "now": timezone.now()}
    confirmations.confirm(user=amina, skill=weaving, level=1, **said)
    own, stranger = open_browser(size), open_browser(size, javascript=False)
    log_in(own, amina.email)

    own.goto("/my/certificates/")
    looks_right(own)
    own.get_by_role("button", name="Make a certificate").click()
    looks_right(own)
    stranger.goto(own.url)
    assert "vouches for this today" in stranger.inner_text("main")
    assert stranger.get_by_role("button", name="Revoke it").count() == 0
    own.get_by_text("Let it count no longer").click()
    own.get_by_label("Why it counts no longer").fill("My name was wrong")
    own.get_by_role("button", name="Revoke it").click()
    looks_right(own)

    stranger.reload()
    assert "My name was wrong" in stranger.inner_text("main")
