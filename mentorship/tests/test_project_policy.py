"""Who sees a work: a table, asked of the list, the object check, the page and the file."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Project
from mentorship.services import pairings, projects
from portal.core.policy import can
from portal.testing import cast
from portal.testing.uploads import picture

pytestmark = pytest.mark.django_db

ROLES = [
    "owner",
    "mentor",
    "former_mentor",
    "other_mentor",
    "stranger",
    "buyer",
    "moderator",
    "anonymous",
    "operator",
]
SEEN_BY = {
    "private": {"owner", "operator"},
    "mentor": {"owner", "mentor", "operator"},
    "cohort": {"owner", "mentor", "operator"},
    "link": {"owner", "mentor", "operator"},
    "members": set(ROLES) - {"anonymous"},
    "public": set(ROLES),
}


@pytest.fixture
def people(participant, mentor, stranger, buyer, moderator, operator):
    former = cast.mentor_of(participant, "Former Mentor")
    pairings.end(pairing=former.mentor_pairings.get(), by=operator, now=timezone.now())
    return {
        "owner": participant,
        "mentor": mentor,
        "former_mentor": former,
        "other_mentor": cast.mentor_of(stranger, "Other Mentor"),
        "stranger": stranger,
        "buyer": buyer,
        "moderator": moderator,
        "anonymous": AnonymousUser(),
        "operator": operator,
    }


def make(owner, visibility):
    return projects.create(
        owner=owner, by=owner, title="Pot", media_type="object", visibility=visibility, files=[picture()]
    )


def browser(person):
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


@pytest.mark.parametrize("visibility", SEEN_BY)
def test_list_object_check_page_and_file_agree_with_the_table(people, visibility):
    work = make(people["owner"], visibility)
    page, image = work.get_absolute_url(), work.files.get().url("w64.webp")

    for role, person in people.items():
        expected = role in SEEN_BY[visibility]
        client = browser(person)
        answers = {
            "list": work in Project.objects.visible_to(person),
            "object": can(person, "see", work),
            "page": client.get(page).status_code == 200,
            "list page": "Pot" in client.get(reverse("mentorship:project_list")).content.decode(),
            "file": client.get(image).status_code == 200,
        }
        assert answers == dict.fromkeys(answers, expected), role


def test_an_empty_token_opens_nothing(people):
    work = make(people["owner"], "private")

    assert not can(AnonymousUser(), "see", work, "")
    assert Client().get(f"{work.get_absolute_url()}?key=").status_code == 404


def test_somebody_whose_account_is_closed_sees_only_what_is_public(people):
    members, public = make(people["owner"], "members"), make(people["owner"], "public")
    closed = people["stranger"]
    closed.is_active = False

    seen = Project.objects.visible_to(closed)

    assert public in seen
    assert members not in seen


def test_foreign_and_missing_works_answer_alike(people, login):
    client = login(people["stranger"])
    work = make(people["owner"], "private")

    for name in ("project_edit", "project_delete", "project_files"):
        foreign = client.get(reverse(f"mentorship:{name}", args=[work.public_id]))
        missing = client.get(reverse(f"mentorship:{name}", args=["2" * 12]))
        assert foreign.status_code == missing.status_code == 404
        assert len(foreign.content) == len(missing.content)
    foreign = client.get(work.get_absolute_url())
    missing = client.get(reverse("mentorship:project_detail", args=["2" * 12, "pot"]))
    assert foreign.status_code == missing.status_code == 404
    assert len(foreign.content) == len(missing.content)
