"""Who may do what: one readable table, kept in step with Django's groups after every migration."""

from dataclasses import dataclass
from typing import Any

PARTICIPANT = "participant"
MENTOR = "mentor"
COORDINATOR = "coordinator"
BUYER = "buyer"
SAFEGUARDING = "safeguarding"

ENTER_CMS = "wagtailadmin.access_admin"


@dataclass(frozen=True)
class Role:
    slug: str
    name: str
    description: str
    #: Django permissions as "app_label.codename". Rights over single pages and rows come from policies.
    permissions: tuple[str, ...] = ()


ROLES = (
    Role(
        PARTICIPANT,
        "Participant",
        "Learns a craft; has a portfolio, a blog and galleries in the CMS; sells and saves.",
        (ENTER_CMS,),
    ),
    Role(
        MENTOR,
        "Mentor",
        "Accompanies participants; sees what they share with a mentor.",
        (
            ENTER_CMS,
            *(f"mentorship.view_{noun}" for noun in ("journalprompt", "program", "rubric", "tasktemplate")),
        ),
    ),
    Role(
        COORDINATOR,
        "Coordinator",
        "Runs a chapter: gives roles, pairs mentors with participants, edits the chapter's own pages.",
        (
            ENTER_CMS,
            *(
                f"mentorship.{verb}_{noun}"
                for noun in (
                    *("discipline", "journalprompt", "program", "rubric", "skill", "tasktemplate"),
                    *("donor", "kit", "location", "resourcetype"),
                )
                for verb in ("add", "change", "delete")
            ),
            "mentorship.view_skillpack",
            *(
                f"leaderboard.{verb}_{noun}"
                for noun in ("badge", "milestone")
                for verb in ("add", "change", "delete")
            ),
            "cms_pages.change_chaptersettings",
            "wagtail_localize.submit_translation",
            *(f"wagtailredirects.{verb}_redirect" for verb in ("add", "change", "delete")),
        ),
    ),
    Role(
        SAFEGUARDING,
        "Safeguarding lead",
        "Watches over minors: ages, guardians, consents, and who looked at what. Appointed by an operator.",
    ),
    Role(BUYER, "Buyer", "Buys and follows orders; everybody who signs up starts here."),
)
ROLE_BY_SLUG = {role.slug: role for role in ROLES}


def sync_roles(**_: Any) -> None:
    """Make a group of each role hold exactly the permissions of the table. Runs after every migrate."""
    from django.contrib.auth.models import Group, Permission

    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.slug)
        wanted = [
            Permission.objects.get(content_type__app_label=app_label, codename=codename)
            for app_label, codename in (name.split(".") for name in role.permissions)
        ]
        group.permissions.set(wanted)
