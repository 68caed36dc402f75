"""What pages tell search engines and social sites, and the parts of a portfolio."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from cms_pages.models import PortfolioPage
from cms_pages.resume import EntryBlock, grouped
from cms_pages.services import portfolios
from cms_pages.tests import factories
from mentorship.models import Discipline, Skill
from mentorship.services import sharing
from shop.tests import factories as shop_factories

pytestmark = pytest.mark.django_db
HOSTILE = '</script><script>alert(1)</script>"><img src=x>'


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def facts(path: str) -> list[dict[str, Any]]:
    """What a page says for machines; every script element on it must be one of ours."""
    [written] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(path), re.DOTALL)
    graph: list[dict[str, Any]] = json.loads(written)["@graph"]
    return graph


def of_type(found: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(fact for fact in found if name in fact["@type"])


def entry(**values: Any) -> dict[str, Any]:
    return {"what": "Weaving", "where": "Lisbon", "begin": 2020, "end": None, "words": "", "link": "", **values}


def test_a_portfolio_a_post_and_a_gallery_are_described_for_machines(participant: Any) -> None:
    post = factories.post(participant, "Nine threads")
    factories.work(participant, "Red band")

    portfolio = facts(participant.portfolio.url)

    assert of_type(portfolio, "ProfilePage")["mainEntity"]["name"] == participant.display_name
    assert of_type(portfolio, "CreativeWork")["name"] == "Red band"
    assert of_type(portfolio, "BreadcrumbList")["itemListElement"][0]["name"] == "People"
    assert of_type(facts(post.url), "BlogPosting")["headline"] == "Nine threads"
    assert of_type(facts(factories.gallery(participant).url), "CreativeWork")["name"] == "Red band"


def test_a_work_and_a_piece_are_described_for_machines(participant: Any) -> None:
    offer = shop_factories.piece(participant)

    assert of_type(facts(offer.project.get_absolute_url()), "CreativeWork")["name"] == offer.project.title
    assert of_type(facts(offer.get_absolute_url()), "Product")["offers"]["price"] == f"{offer.price}"


def test_no_text_can_leave_the_facts(participant: Any) -> None:
    factories.work(participant, HOSTILE)
    portfolios.update(participant.portfolio, by=participant, tagline=HOSTILE)

    found = facts(participant.portfolio.url)

    assert of_type(found, "CreativeWork")["name"] == HOSTILE
    assert HOSTILE not in page(participant.portfolio.url)


def test_facts_name_no_private_work(participant: Any) -> None:
    factories.work(participant, "Quillwort", visibility="members")
    client = Client()
    client.force_login(participant)

    seen_by_owner = client.get(participant.portfolio.url).content.decode()

    assert "Quillwort" in seen_by_owner
    assert "Quillwort" not in seen_by_owner.partition("</head>")[0]


def test_a_page_names_its_address_and_its_feeds(participant: Any, settings: Any) -> None:
    settings.SITE_URL = "https://kindling.example"

    head = page(participant.portfolio.url).partition("</head>")[0]

    assert f'<link rel="canonical" href="https://kindling.example{participant.portfolio.url}">' in head
    assert f'href="/feeds/people/{participant.handle}/journal.atom"' in head
    assert f'content="https://kindling.example/share/people/{participant.handle}.jpg"' in head


def test_a_work_that_is_not_public_asks_to_be_left_alone(participant: Any) -> None:
    work = factories.work(participant, visibility="link")

    link = sharing.make_link(thing=work, by=participant, now=timezone.now())
    head = page(link.path).partition("</head>")[0]

    assert '<meta name="robots" content="noindex">' in head
    assert "og:title" not in head
    assert "application/ld+json" not in head


def test_works_on_a_portfolio_are_narrowed_without_a_script(participant: Any) -> None:
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    for name in ("bands", "baskets"):
        skill = Skill.objects.create(discipline=craft, name=name, slug=name)
        factories.work(participant, f"A work of {name}").skills.add(skill)

    narrowed = Client().get(participant.portfolio.url, {"skill": "bands"})

    assert [work.title for work in narrowed.context["works"]] == ["A work of bands"]
    everything = Client().get(participant.portfolio.url, {"skill": "no such"})
    assert len(everything.context["works"]) == 2


def test_the_filter_offers_nothing_of_hidden_works(participant: Any) -> None:
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    for name in ("bands", "baskets", "quillwort"):
        skill = Skill.objects.create(discipline=craft, name=name, slug=name)
        visibility = "private" if name == "quillwort" else "public"
        factories.work(participant, f"{name} one", visibility=visibility).skills.add(skill)

    seen = page(participant.portfolio.url)

    assert '<option value="bands">' in seen
    assert "quillwort" not in seen


def test_a_portfolio_shows_the_pieces_in_the_shop(participant: Any) -> None:
    offer = shop_factories.piece(participant)

    assert offer.get_absolute_url() in page(participant.portfolio.url)


def test_a_portfolio_asks_the_same_for_more_of_everything(
    participant: Any, assert_queries_do_not_grow: Any
) -> None:
    queries = assert_queries_do_not_grow(
        participant.portfolio.url, lambda: shop_factories.piece(participant), rows=4
    )

    assert queries <= 15


def test_a_resume_is_grouped_with_the_latest_first(participant: Any) -> None:
    resume = [
        ("exhibition", entry(what="Fair", begin=2024, end=2024)),
        ("education", entry(what="School", begin=2010, end=2014)),
        ("education", entry(what="Course", begin=2025)),
    ]
    portfolios.update(participant.portfolio, by=participant, resume=resume)

    found = grouped(PortfolioPage.objects.get(owner_person=participant).resume)

    assert [(str(heading), [each["what"] for each in entries]) for heading, entries in found] == [
        ("Education", ["Course", "School"]),
        ("Exhibitions and performances", ["Fair"]),
    ]
    seen = page(participant.portfolio.url)
    assert "2025–today" in seen
    assert "2010–2014" in seen


def test_a_resume_entry_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValidationError):
        EntryBlock().clean(entry(begin=2020, end=2019))
