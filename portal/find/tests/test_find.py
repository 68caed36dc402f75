"""Site-wide search: it finds what the reader may see at this moment, and says nothing of the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cms_pages.services import portfolios
from cms_pages.tests import factories
from mentorship.models import Discipline, Project, Skill, UserSkill
from mentorship.services import featuring, projects
from portal.accounts.models import User
from portal.accounts.services import people
from portal.core.exceptions import NotAllowed
from portal.find import kinds, spelling
from shop.tests import factories as shop_factories

pytestmark = pytest.mark.django_db
SECRET = "quillwort"


def numbers(client: Client, **query: Any) -> dict[str, int]:
    """How many of each kind a search finds."""
    answer = client.get("/find/", query)
    assert answer.status_code == 200
    return {each.kind.slug: len(each.numbers) for each in answer.context["found"]}


def everything_said(client: Client, words: str) -> str:
    """All that a visitor is told about `words`, without what they typed themselves."""
    pages = [
        client.get("/find/", {"q": words, "kind": kind}) for kind in ("", "people", "works", "stories", "pieces")
    ]
    lists = [client.get(path, {"q": words}) for path in ("/works/", "/shop/", "/find/suggest/")]
    said = "".join(answer.content.decode().lower() for answer in (*pages, *lists))
    return (
        said.replace(f'value="{words}"', "")
        .replace(f"q={words}", "")
        .replace(f"q%3d{words}", "")
        .replace(f"<title>{words}", "")
    )


def test_one_page_finds_people_works_stories_and_pieces(participant: Any) -> None:
    portfolios.update(participant.portfolio, by=participant, tagline="Baskets from the river")
    factories.work(participant, "Harbour basket")
    factories.post(participant, "A basket grows")
    shop_factories.piece(participant, title="Basket with a lid")

    found = numbers(Client(), q="basket")

    assert found == {"people": 1, "works": 2, "stories": 1, "pieces": 1}


@pytest.mark.parametrize("words", ["harb", "basket harb", "BASKET", "amina", "river reeds"])
def test_words_are_found_in_titles_texts_and_makers(participant: Any, words: str) -> None:
    work = factories.work(participant, "Harbour basket")
    projects.update(project=work, by=participant, description="Of river reeds")

    assert numbers(Client(), q=words)["works"] == 1


def test_works_whose_title_has_the_words_come_first(participant: Any) -> None:
    named = factories.work(participant, "Reed")
    told = factories.work(participant, "Basket")
    projects.update(project=told, by=participant, description="Made of reed")

    answer = Client().get("/find/", {"q": "reed", "kind": "works"})

    assert [work.pk for work in answer.context["groups"][0][1]] == [named.pk, told.pk]


@pytest.mark.parametrize("visibility", ["private", "mentor", "cohort", "members", "link"])
def test_a_word_that_is_not_public_is_told_to_no_visitor(participant: Any, visibility: str) -> None:
    factories.work(participant, f"The {SECRET} bowl", visibility=visibility)

    assert SECRET not in everything_said(Client(), SECRET)
    assert SECRET not in everything_said(Client(), SECRET[:5])
    assert sum(numbers(Client(), q=SECRET).values()) == 0


def test_who_may_see_a_work_finds_it_and_nobody_else(
    participant: Any, mentor: Any, stranger: Any, moderator: Any, buyer: Any, login: Any
) -> None:
    factories.work(participant, f"The {SECRET} bowl", visibility="mentor")

    finders = {each.display_name for each in (participant, mentor) if numbers(login(each), q=SECRET)["works"]}
    others = [each for each in (stranger, moderator, buyer) if numbers(login(each), q=SECRET)["works"]]

    assert finders == {participant.display_name, mentor.display_name}
    assert others == []
    assert SECRET not in everything_said(login(stranger), SECRET)


def test_a_work_is_gone_from_every_answer_with_the_click_that_hides_it(participant: Any) -> None:
    work = factories.work(participant, f"The {SECRET} bowl")
    assert numbers(Client(), q=SECRET)["works"] == 1
    assert SECRET in everything_said(Client(), SECRET[:5])

    projects.change_visibility(project=work, visibility="private", by=participant)

    assert SECRET not in everything_said(Client(), SECRET[:5])


def test_a_stale_index_leads_to_nothing_hidden(participant: Any) -> None:
    """Updates in bulk pass the index by."""
    factories.work(participant, f"The {SECRET} bowl")
    Project.objects.update(visibility="private")

    assert SECRET not in everything_said(Client(), SECRET[:5])


def test_drafts_and_withdrawn_pieces_are_not_found(participant: Any) -> None:
    factories.post(participant, f"The {SECRET}").unpublish()
    offer = shop_factories.piece(participant, title=f"Pot {SECRET}")
    Project.objects.filter(pk=offer.project_id).update(visibility="private")

    assert sum(numbers(Client(), q=SECRET).values()) == 0


def test_a_mistyped_word_is_put_right_from_public_words_only(participant: Any) -> None:
    factories.work(participant, "Harbour basket")
    factories.work(participant, f"The {SECRET} bowl", visibility="private")

    answer = Client().get("/find/", {"q": "harbuor"})

    assert answer.context["corrected"] == "harbour"
    assert numbers(Client(), q="harbuor")["works"] == 1
    assert SECRET not in everything_said(Client(), "quilwort")


def test_a_new_name_is_found_and_the_former_one_is_not(participant: Any) -> None:
    factories.work(participant, "Bowl")

    people.update_profile(profile=participant.profile, by=participant, display_name="Zenobia Ford")

    assert numbers(Client(), q="zenobia") == {"people": 1, "works": 1, "stories": 0, "pieces": 0}
    assert numbers(Client(), q="okoye")["works"] == 0


def test_filters_narrow_by_discipline_skill_and_place(participant: Any, stranger: Any) -> None:
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    skill = Skill.objects.create(discipline=craft, name="Bands", slug="bands")
    UserSkill.objects.create(user=participant, skill=skill)
    factories.work(participant, "Red band").skills.add(skill)
    factories.work(stranger, "Blue bowl")
    people.update_profile(profile=participant.profile, by=participant, city="Lisbon")

    for query in ({"discipline": "weaving"}, {"skill": "bands"}, {"place": "lisb"}):
        assert numbers(Client(), **query) == {"people": 1, "works": 1, "stories": 0, "pieces": 0}, query
    assert numbers(Client(), q="bands")["works"] == 1


def test_nobody_learns_where_a_minor_lives(participant: Any) -> None:
    factories.work(participant, "Bowl")
    people.update_profile(profile=participant.profile, by=participant, city="Lisbon")
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.FROM_16_TO_17)

    assert sum(numbers(Client(), place="lisbon").values()) == 0


def test_nobody_is_led_to_a_minor_without_consent(participant: Any) -> None:
    factories.post(participant, f"The {SECRET}")
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.FROM_16_TO_17)

    assert numbers(Client(), q="amina")["people"] == 0
    assert numbers(Client(), q=SECRET)["stories"] == 0


def test_pieces_are_narrowed_by_price_and_by_what_can_be_had(participant: Any) -> None:
    shop_factories.piece(participant, price="10.00", title="Cheap pot")
    dear = shop_factories.piece(participant, price="90.00", title="Dear pot")
    shop_factories.sell_out(dear)

    assert numbers(Client(), q="pot", least="50")["pieces"] == 1
    assert numbers(Client(), q="pot", most="50", kind="pieces")["pieces"] == 1
    assert numbers(Client(), q="pot", available="on")["pieces"] == 1
    assert numbers(Client(), q="pot", least="50")["works"] == 0
    assert dear.price == Decimal("90.00")


@pytest.mark.parametrize(
    "words",
    ['"', "'; DROP TABLE x; --", "a* OR NEAR(", "😀", "title:x AND", "(", "a" * 300, "\\", "%_", "-", "ß ə"],
)
def test_any_words_get_an_answer(participant: Any, words: str) -> None:
    factories.work(participant, "Bowl")

    for path in ("/find/", "/find/suggest/", "/works/", "/shop/"):
        assert Client().get(path, {"q": words}).status_code == 200, path


@pytest.mark.parametrize(
    "query", [{"least": "abc"}, {"most": "-1"}, {"discipline": "no"}, {"page": "x", "q": "bowl"}]
)
def test_what_makes_no_sense_is_said_beside_its_field_and_stays(participant: Any, query: dict[str, str]) -> None:
    factories.work(participant, "Bowl")

    answer = Client().get("/find/", {"q": "bowl", **query, "kind": "works"})

    assert answer.status_code == 200
    assert "Bowl" in answer.content.decode()
    if "least" in query:
        assert 'value="abc"' in answer.content.decode()
        assert "Enter a number." in answer.content.decode()


def test_suggestions_are_names_that_begin_so(participant: Any) -> None:
    factories.work(participant, "Harbour basket")
    work = factories.work(participant, "Bowl")
    projects.update(project=work, by=participant, description="Beside a basket")

    answer = Client().get("/find/suggest/", {"q": "bask"})

    assert answer.json() == {"suggestions": ["Harbour basket"]}
    assert Client().get("/find/suggest/", {"q": "b"}).json() == {"suggestions": []}


def test_what_is_only_narrowed_is_shown_to_a_number_and_says_so(participant: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(kinds, "MOST_BROWSED", 2)
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    skill = Skill.objects.create(discipline=craft, name="Bands", slug="bands")
    for number in range(3):
        factories.work(participant, f"Band {number}").skills.add(skill)

    browsed = Client().get("/find/", {"skill": "bands"})
    searched = Client().get("/find/", {"skill": "bands", "q": "band"})

    [works] = [each for each in browsed.context["found"] if each.kind.slug == "works"]
    assert works.count == "2+"
    assert "2+" in browsed.content.decode()
    assert numbers(Client(), skill="bands", q="band")["works"] == 3
    assert "Band 0" in searched.content.decode()


def test_looking_around_by_discipline_and_skill(participant: Any) -> None:
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    skill = Skill.objects.create(discipline=craft, name="Bands", slug="bands")
    factories.work(participant, "Red band").skills.add(skill)
    factories.work(participant, f"The {SECRET}", visibility="private").skills.add(skill)

    for path in ("/find/", "/find/crafts/weaving/", "/find/skills/bands/"):
        page = Client().get(path).content.decode()
        assert "Red band" in page, path
        assert SECRET not in page, path
    assert Client().get("/find/crafts/no-such/").status_code == 404


def test_no_page_asks_more_for_more(participant: Any, assert_queries_do_not_grow: Any) -> None:
    craft = Discipline.objects.create(name="Weaving", slug="weaving")
    skill = Skill.objects.create(discipline=craft, name="Bands", slug="bands")

    def more() -> None:
        shop_factories.piece(participant, title="A red bowl").project.skills.add(skill)
        factories.post(participant, "About a red bowl")

    more()
    for path, most in (("/find/?q=red", 22), ("/find/", 12), ("/find/crafts/weaving/", 15), ("/find/?q=rde", 30)):
        assert assert_queries_do_not_grow(path, more, rows=3) <= most, path


def test_a_coordinator_chooses_public_works_for_newcomers(participant: Any, moderator: Any, login: Any) -> None:
    work = factories.work(participant, "Red band")

    answer = login(moderator).post(f"/my/featured/{work.public_id}/", {"action": "add"}, follow=True)

    assert "is shown first" in answer.content.decode()
    assert [each.pk for each in Client().get("/find/").context["featured"]] == [work.pk]
    projects.change_visibility(project=work, visibility="private", by=participant)
    assert list(Client().get("/find/").context["featured"]) == []


def test_nobody_else_chooses_and_nothing_hidden_is_chosen(
    participant: Any, stranger: Any, moderator: Any, login: Any, django_capture_on_commit_callbacks: Any
) -> None:
    from django.utils import timezone

    work, hidden = factories.work(participant, "Bowl"), factories.work(participant, "Cup", visibility="private")

    with pytest.raises(NotAllowed):
        featuring.feature(project=work, by=participant, now=timezone.now())
    with pytest.raises(featuring.NotPublic):
        featuring.feature(project=hidden, by=moderator, now=timezone.now())
    assert login(stranger).post(f"/my/featured/{work.public_id}/").status_code == 404
    assert login(moderator).post(f"/my/featured/{hidden.public_id}/").status_code == 404


@pytest.mark.postgres
def test_postgresql_answers_mistyped_words_from_its_index(participant: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'mentorship_project_title_alike'")
        assert "gin_trgm_ops" in cursor.fetchone()[0]
    spelling.knows_trigrams.cache_clear()

    assert spelling.knows_trigrams()
