"""People whose pages somebody looks at first."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cms_pages.models import PortfolioPage
from cms_pages.services import approvals
from portal.accounts.services import consents, people
from portal.testing import cast


@pytest.fixture
def child(moderator: Any, operator: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """A participant of fifteen: the age is known before the role is given."""
    with django_capture_on_commit_callbacks(execute=True):
        user = people.set_age_band(user=cast.person("Kaya Demir"), age_band="under_16", by=moderator)
        people.give_role(user=user, role="participant", by=moderator)
    return user


@pytest.fixture
def mina(child: Any) -> Any:
    """The child's mentor."""
    return cast.mentor_of(child, "Mina Sato")


@pytest.fixture
def consent(child: Any, moderator: Any) -> Any:
    guardian = consents.record_guardian(user=child, name="N", contact="1", relation="parent", by=moderator)
    return consents.give_consent(
        user=child, kind="publishing", by=moderator, now=timezone.now(), guardian=guardian
    )


@pytest.fixture
def online(child: Any, mina: Any, consent: Any) -> Any:
    """The portfolio, approved, with its journal and gallery."""
    approvals.submit(page=child.portfolio, by=child)
    approvals.approve(page=child.portfolio, by=mina)
    return PortfolioPage.objects.get(owner_person=child)
