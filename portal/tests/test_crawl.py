"""H1 of security.md, the canary crawl: nobody meets a word or changes a row that is not theirs."""

from typing import Any

import pytest
from django.utils import timezone

from portal.testing import crawl
from portal.testing.crawl import world as worlds
from portal.testing.crawl.addresses import every_address

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.crawl]


@pytest.fixture
def world() -> worlds.World:
    return worlds.build(now=timezone.now())


@pytest.mark.parametrize("role", sorted(worlds.ALLOWED))
def test_nobody_meets_or_changes_what_is_not_theirs(world: worlds.World, role: str, settings: Any) -> None:
    """Its figures go to a file, since the workers of a parallel run have no screen."""
    report = crawl.crawl(world, [role])

    with (settings.VAR / "crawl.txt").open("a") as told:
        told.write(f"{role}: {report}\n")
    assert report.answered > 60  # it got further than the log-in
    assert report.forms > 80
    if report.findings:
        pytest.fail("\n".join(report.findings), pytrace=False)


@pytest.mark.parametrize("role", worlds.STRANGERS)
def test_planted_holes_are_found(world: worlds.World, role: str, settings: Any) -> None:
    settings.ROOT_URLCONF, settings.ROLE_TABLE = "portal.tests.leaky_urls", "portal.tests.leaky_urls.TABLE"
    holes = [each for each in every_address() if each.template.startswith("/holes/")]

    report = crawl.crawl(world, [role], holes)

    found = {(each.method, each.address.split("/")[3].split("?")[0]) for each in report.leaks}
    assert ("GET", "read") in found
    assert ("GET", "on") in found
    assert any("mentorship_project 50001 changed" in each.what for each in report.changes)


def test_without_its_guards_wagtail_shows_the_drafts_of_others(world: worlds.World, settings: Any) -> None:
    """The control: what the crawl would say of the same admin if nothing of ours stood before it."""
    guards = ("portal.core.gate.GateMiddleware", "cms_pages.")
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith(guards)]
    known = ("/cms/choose-page/", "/cms/pages/%(page_to_move_id)s/", "/cms/bulk/", "/cms/reports/")
    addresses = [each for each in every_address() if each.template.startswith(known)]

    report = crawl.crawl(world, ["participant"], addresses)

    assert len({each.address.split("?")[0] for each in report.leaks}) >= 3
