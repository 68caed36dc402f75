"""A maker of a thousand works: pages ask what they ask for ten, weigh little, and are turned to their end."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms_pages.models import GalleryItem, GalleryPage
from mentorship.models import Discipline, Project, ProjectFile, Skill
from portal.tests.test_query_counts import questions

FEW, MANY = 10, 1_000
#: Of a page's own words, before they are packed for the way; pictures come on their own.
HEAVIEST = 200_000

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class Maker:
    """Works with pictures in three formats and sizes; their bytes are nobody's business here."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.gallery = GalleryPage.objects.descendant_of(person.portfolio).get()
        crafts = Discipline.objects.create(name="Crafts", slug="crafts")
        self.skill = Skill.objects.create(discipline=crafts, name="Weaving", slug="weaving")

    def make(self, count: int) -> None:
        now = timezone.now()
        made = Project.objects.bulk_create(
            Project(
                owner=self.person,
                title=f"Bowl of the {number}th day, with a rim",
                description="Turned from one piece of elm. " * 20,
                media_type="object",
                visibility="public",
                published_at=now - timedelta(minutes=number),
            )
            for number in range(self.person.projects.count(), count)
        )
        Project.skills.through.objects.bulk_create(
            Project.skills.through(project=work, skill=self.skill) for work in made
        )
        GalleryItem.objects.bulk_create(
            GalleryItem(gallery=self.gallery, project=work, sort_order=work.pk) for work in made
        )
        ProjectFile.objects.bulk_create(_picture(work, number) for work in made for number in range(3))

    @property
    def pages(self) -> dict[str, str]:
        return {
            "works": "/works/",
            "works of one maker": f"/works/?maker={self.person.handle}",
            "a later page": "/works/?page=2" if self.person.projects.count() > 24 else "/works/",
            "work": self.person.projects.first().get_absolute_url(),
            "gallery": self.gallery.url,
            "portfolio": self.person.portfolio.url,
        }


def _picture(work: Project, number: int) -> ProjectFile:
    sizes = [(width, kind) for width in (400, 800, 1600) for kind in ("avif", "webp", "jpeg")]
    return ProjectFile(
        project=work,
        kind="image",
        original=f"works/{work.pk}/{number}/original.jpg",
        filename="bowl.jpg",
        content_type="image/jpeg",
        size_bytes=1,
        width=1600,
        height=1200,
        position=number,
        alt_text="A bowl of pale wood on a dark table",
        renditions=[
            {
                "format": kind,
                "width": width,
                "height": width * 3 // 4,
                "path": f"{work.pk}/{number}/w{width}.{kind}",
            }
            for width, kind in sizes
        ],
    )


@pytest.fixture
def maker(participant: Any) -> Maker:
    return Maker(participant)


def test_pages_ask_the_same_for_ten_and_for_a_thousand_works(maker, login, capsys):
    visitor, owner = Client(), login(maker.person)

    def counts() -> dict[str, int]:
        asked = {name: questions(visitor, url) for name, url in maker.pages.items()}
        return {**asked, "my works": questions(owner, "/my/works/")}

    maker.make(FEW)
    few = counts()
    maker.make(MANY)
    many = counts()

    with capsys.disabled():
        print(
            f"\nqueries at {FEW} and {MANY} works:", ", ".join(f"{name} {few[name]}/{many[name]}" for name in few)
        )
    assert many == few


def test_pages_of_a_thousand_works_are_light(maker, capsys):
    maker.make(MANY)

    weights = {name: len(Client().get(url).content) for name, url in maker.pages.items()}

    with capsys.disabled():
        print("\nbytes:", ", ".join(f"{name} {weight:,}" for name, weight in weights.items()))
    assert max(weights.values()) <= HEAVIEST, weights


def test_a_gallery_is_turned_to_its_last_work_and_shows_each_once(maker):
    maker.make(100)
    seen: list[str] = []

    for number in range(1, 6):
        page = Client().get(maker.gallery.url, {"page": number})
        seen += [work.title for work in page.context["works"]]

    assert len(seen) == len(set(seen)) == 100
    assert [work.title for work in Client().get(maker.gallery.url, {"page": 999}).context["works"]] == seen[-4:]
