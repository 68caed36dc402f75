"""What is said of people because of their badges, beside the pages: to machines, and signed in exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from cms_pages import describing
from cms_pages.export import statements
from leaderboard import selectors
from leaderboard.models import BadgeAward
from portal.accounts.models import User
from portal.core import freshness
from portal.core.addresses import absolute
from portal.core.jsonld import Thing


def shown_badges(person: Any) -> Mapping[str, Any]:
    """The badges of `person` that anybody may see: as `credentials` for machines, and as `html`.

    Kept on `person` for the page. One query, or none while the cache knows.
    """
    if not hasattr(person, "_shown_badges"):
        person._shown_badges = freshness.kept_html("badges", str(person.pk), lambda: _shown_badges(person))
    return person._shown_badges  # type: ignore[no-any-return]  # as it was put there


def _shown_badges(person: Any) -> Mapping[str, Any]:
    awards = list(selectors.shown_badges(person))
    return {
        "credentials": [_credential(award) for award in awards],
        "html": render_to_string("leaderboard/partials/badges.html", {"badges": awards}),
    }


@describing.about_people
def credentials(person: Any) -> Thing:
    return {"hasCredential": shown_badges(person)["credentials"]}


def _credential(award: BadgeAward) -> Thing:
    return {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "badge",
        "name": award.badge.name,
        "description": award.badge.description,
        "dateCreated": award.awarded_at.date(),
        "recognizedBy": {"@type": "Organization", "name": str(settings.SITE_NAME), "url": absolute("/")},
    }


@statements.source
def signed_badges(person: User) -> list[str]:
    """Each badge that is shown: what it says, how it is earned, since when and on what ground."""
    return [
        f"holds the badge “{award.badge.name}”: {award.badge.description}\n"
        f"How it is earned: {award.badge.earned_by}\n"
        f"Awarded on {award.awarded_at:%Y-%m-%d}. {_ground(award)}"
        for award in selectors.shown_badges(person)
    ]


def _ground(award: BadgeAward) -> str:
    said = award.confirmation
    if said is None:
        by = award.awarded_by
        return f"By {by.display_name} (@{by.handle}): {award.evidence}" if by else award.evidence
    mentor = f"{said.confirmed_by.display_name} (@{said.confirmed_by.handle})"
    return f"Because {mentor}, mentor, confirmed level {said.level} in {said.skill.name}."
