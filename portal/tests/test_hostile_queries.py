"""Whatever stands behind the question mark of an address: a page or a refusal in words, never a fault of ours."""

from typing import Any

import pytest
from django.test import Client

from portal.access.addresses import every_address
from portal.testing import cast, crafts

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.crawl]

NAMES = (
    *(
        "q",
        "page",
        "stage",
        "skill",
        "skills",
        "place",
        "source",
        "mentor",
        "order",
        "by",
        "since",
        "until",
        "days",
    ),
    *("format", "show", "kind", "before", "store", "to", "kit", "person", "month", "year", "template", "whose"),
    *("language", "discipline", "price_from", "price_to", "tag", "key", "new_page", "state", "next", "back"),
)
VALUES = (
    *("", "x" * 3000, "²", "-1", "9" * 30, "0001-01-01", "9999-12-31", "2026-13", "0", "NaN", "1e999"),
    *("' OR 1=1 --", "<script>", "💥", "%00", "٣", "../..", "csv", "pdf", "all"),
)
#: Doors that others keep: the CMS and Oscar's dashboard have tests of their own.
ELSEWHERE = ("cms/", "django-admin/", "shop/dashboard/")


def plain_pages() -> list[str]:
    """Return the addresses of the site that take no parameter."""
    routes = {route for each in every_address().values() for route in each}
    return sorted(
        f"/{route}" for route in routes if not set("<(%") & set(route) and not route.startswith(ELSEWHERE)
    )


@pytest.mark.parametrize("role", ["participant", "mentor", "coordinator", "visitor"])
def test_no_query_breaks_a_page(role: str, participant: Any) -> None:
    crafts.make()
    client = Client(raise_request_exception=False)
    if role != "visitor":
        people = {"participant": participant, "mentor": None, "coordinator": None}
        person = people[role] or (
            cast.mentor_of(participant) if role == "mentor" else cast.person("Carol Njeri", role)
        )
        client.force_login(person)
    broken, answered = [], 0
    for page in plain_pages():
        if client.get(page).status_code != 200 or "logout" in page:
            continue
        for value in VALUES:
            queries = [dict.fromkeys(NAMES, value), {"since": value, "until": value}, {"page": value}]
            for query in queries:
                answer = client.get(page, query)
                answered += answer.status_code == 200
                if answer.status_code >= 500:
                    broken.append(f"{page}: {value[:20]!r} in {', '.join(query)[:30]}")

    assert not broken
    assert answered > 300
