"""Every view of an admin screen shows the rows of the model's policy and no other; Wagtail's own shows all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import reverse
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

from mentorship.models import Project, ProjectFile
from portal.core.viewsets import VisibleRowsPolicy
from portal.testing import cast
from portal.testing.policy_urls import Frame

pytestmark = [pytest.mark.django_db, pytest.mark.urls("portal.testing.policy_urls")]
CANARY = "Quetzalcoatlus"


class OwnRows(ModelPermissionPolicy):
    """Everybody does everything with what is theirs."""

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return True

    def user_has_permission(self, user: Any, action: str) -> bool:
        return True

    def user_has_any_permission_for_instance(self, user: Any, actions: Iterable[str], instance: Any) -> bool:
        return self.instances_user_has_any_permission_for(user, actions).filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Iterable[str]) -> Any:
        owner = "owner" if self.model is Project else "project__owner"
        return self.model.objects.filter(**{owner: user})


@pytest.fixture(autouse=True)
def own_rows(settings: Any) -> Iterator[None]:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != "portal.core.gate.GateMiddleware"]
    before, fallbacks = dict(policy_registry.values_by_class), dict(policy_registry.fallback_policies)
    policy_registry.fallback_policies.clear()  # another test of this process may have asked for one
    for model in (Project, ProjectFile):
        policy_registry.register(model, OwnRows(model))
    yield
    policy_registry.values_by_class = before
    policy_registry.fallback_policies.update(fallbacks)


@pytest.fixture
def amina(db: None) -> Any:
    return cast.person("Amina Okoye", "mentor")


@pytest.fixture
def mine(amina: Any) -> Project:
    return Project.objects.create(owner=amina, title="My red band", media_type="object")


@pytest.fixture
def theirs(db: None) -> Project:
    bruno = cast.person(f"{CANARY} Bruno", "mentor")
    return Project.objects.create(owner=bruno, title=f"{CANARY} vase", media_type="object")


def form(**values: str) -> dict[str, str]:
    common = {"media_type": "object", "status": "idea", "visibility": "private", "licence": "all-rights"}
    return {"title": "Renamed", **common, **values}


LISTS = ["index", "index_results"]
READ_ONLY = {"history", "history_results", "usage", "inspect", "copy"}
VIEWS = ["edit", "delete", "history", "history_results", "usage", "inspect", "copy"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("query", ["", f"?q={CANARY}", "?ordering=-title", "?p=1"])
def test_lists_hold_ones_own(name: str, query: str, amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    answer = login(amina).get(reverse(f"walled:{name}") + query)

    text = answer.content.decode().replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
    assert f"{CANARY} " not in text
    assert ("My red band" in text) is (CANARY not in query)


def test_a_filter_offers_only_names_of_visible_rows(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    text = login(amina).get(reverse("walled:index")).content.decode()
    assert "Amina Okoye" in text

    forged = login(amina).get(reverse("walled:index"), {"owner": theirs.owner_id}).content.decode()
    assert CANARY not in forged


def test_a_table_for_spreadsheets_holds_ones_own(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    Project.objects.filter(pk=mine.pk).update(title="=1+1")
    browser, url = login(amina), reverse("walled:index")

    csv = b"".join(browser.get(url, {"export": "csv"})).decode()
    sheet = BytesIO(b"".join(browser.get(url, {"export": "xlsx"})))
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(sheet).active.iter_rows()]

    assert CANARY not in csv
    assert "Amina Okoye" in csv
    assert "\n=1+1" not in csv
    assert [row[1] for row in rows[1:]] == ["Amina Okoye"]


@pytest.mark.parametrize("name", VIEWS)
def test_a_foreign_row_is_like_none(name: str, amina: Any, theirs: Any, login: Any) -> None:
    for number in (theirs.pk, 987654):
        for answer in (
            login(amina).get(reverse(f"walled:{name}", args=[number])),
            login(amina).post(reverse(f"walled:{name}", args=[number]), form()),
        ):
            assert answer.status_code in ((404, 405) if name in READ_ONLY else (404,))
            assert CANARY not in answer.content.decode()
    assert Project.objects.get().title == f"{CANARY} vase"


@pytest.mark.parametrize("name", VIEWS)
def test_ones_own_row_opens(name: str, amina: Any, mine: Any, login: Any) -> None:
    assert login(amina).get(reverse(f"walled:{name}", args=[mine.pk])).status_code == 200


def test_whoever_makes_a_row_owns_it(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    browser = login(amina)
    posted = form(title="New", owner=str(theirs.owner_id))

    browser.post(reverse("walled:add"), posted)
    assert (
        browser.post(reverse("walled:copy", args=[mine.pk]), {**posted, "title": "Overwritten"}).status_code == 405
    )
    assert reverse("walled:add") in browser.get(reverse("walled:copy", args=[mine.pk])).content.decode()
    browser.post(reverse("walled:edit", args=[mine.pk]), {**posted, "title": "Changed"})

    assert set(Project.objects.filter(owner=amina).values_list("title", flat=True)) == {"New", "Changed"}
    assert theirs.owner.projects.get().title == f"{CANARY} vase"


def test_a_row_is_deleted_by_its_owner_only(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    for row in (mine, theirs):
        login(amina).post(reverse("walled:delete", args=[row.pk]))

    assert Project.objects.get() == theirs


def files_of(project: Project, *captions: str) -> list[ProjectFile]:
    return [
        ProjectFile.objects.create(
            project=project, kind="text", caption=caption, position=place, size_bytes=1, filename="x"
        )
        for place, caption in enumerate(captions)
    ]


def test_ones_own_rows_are_put_in_order(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    first, _second = files_of(mine, "a", "b")
    foreign, _other = files_of(theirs, "c", "d")
    before = list(ProjectFile.objects.filter(project=theirs).values_list("pk", "position"))

    def move(file: ProjectFile) -> int:
        return login(amina).post(reverse("walled_files:reorder", args=[file.pk]) + "?position=1").status_code

    assert move(foreign) == 404
    assert move(first) == 200
    assert list(ProjectFile.objects.filter(project=theirs).values_list("pk", "position")) == before
    assert list(mine.files.order_by("position").values_list("caption", flat=True)) == ["b", "a"]


@pytest.mark.parametrize("query", ["", "?q=Quetzalcoatlus", "?multiple=1"])
def test_a_chooser_lists_ones_own(query: str, amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    for name in ("choose", "choose_results"):
        answer = login(amina).get(reverse(f"walled_choice:{name}") + query)
        assert answer.status_code == 200
        assert f"{CANARY} " not in answer.content.decode()


def test_one_finds_ones_own_by_words(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    browser = login(amina)

    for name in ("walled:index", "walled_choice:choose_results", "project_chooser:choose_results"):
        page = browser.get(reverse(name), {"q": "red band"})
        assert "My red band" in page.content.decode(), name
        assert "My red band" not in browser.get(reverse(name), {"q": "violet"}).content.decode(), name


def test_a_chooser_answers_for_ones_own(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    browser, many = login(amina), reverse("walled_choice:chosen_multiple")

    assert "My red band" in browser.get(reverse("walled_choice:chosen", args=[mine.pk])).content.decode()
    assert browser.get(reverse("walled_choice:chosen", args=[theirs.pk])).status_code == 404
    assert "My red band" in browser.get(f"{many}?id={mine.pk}").content.decode()
    for query in (f"id={theirs.pk}", f"id={mine.pk}&id={theirs.pk}", "id=abc", "", f"id={'9' * 40}"):
        assert browser.get(f"{many}?{query}").status_code == 404


def test_a_bulk_action_takes_ones_own(amina: Any, mine: Any, theirs: Any) -> None:
    def items(query: str) -> list[Any]:
        request = RequestFactory().get(f"/?{query}")
        request.user = amina
        found: list[Any] = Frame(request, Project).get_actionable_objects()[0]
        return found

    assert items("id=all") == items(f"id={mine.pk}") == [mine]
    for query in (f"id={theirs.pk}", f"id={mine.pk}&id={theirs.pk}", "id=abc", "", "id=0"):
        with pytest.raises(Http404):
            items(query)


@pytest.mark.parametrize("name", [*LISTS, "edit", "delete", "history", "usage", "inspect"])
def test_wagtails_own_screens_leak(name: str, amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    """The control: the same policy, Wagtail's base class."""
    args = [] if name in LISTS else [theirs.pk]

    assert CANARY in login(amina).get(reverse(f"plain:{name}", args=args)).content.decode()


def test_wagtails_own_screens_change_foreign_rows(amina: Any, mine: Any, theirs: Any, login: Any) -> None:
    """The control of what is posted, exported, chosen and put in order."""
    browser = login(amina)
    files_of(theirs, "c", "d")
    moved = browser.post(reverse("plain_files:reorder", args=[theirs.files.all()[0].pk]) + "?position=1")

    assert moved.status_code == 200
    assert CANARY in b"".join(browser.get(reverse("plain:index"), {"export": "csv"})).decode()
    assert CANARY in browser.get(reverse("plain_choice:choose")).content.decode()
    assert CANARY in browser.get(reverse("plain_choice:chosen", args=[theirs.pk])).content.decode()
    assert browser.post(reverse("plain:edit", args=[theirs.pk]), form(title="Taken")).status_code == 302
    assert browser.post(reverse("plain:delete", args=[theirs.pk])).status_code == 302


def test_rows_one_only_looks_at_are_not_changed(amina: Any, mine: Any, login: Any) -> None:
    policy_registry.register(Project, VisibleRowsPolicy(Project, roles=["mentor"]))
    browser = login(amina)

    assert browser.get(reverse("walled:inspect", args=[mine.pk])).status_code == 200
    for name in ("edit", "delete", "usage"):
        assert browser.get(reverse(f"walled:{name}", args=[mine.pk])).status_code in (403, 404)
        assert browser.post(reverse(f"walled:{name}", args=[mine.pk]), form()).status_code in (403, 404, 405)
    browser.post(reverse("walled:add"), form())
    assert Project.objects.get().title == "My red band"


def test_the_policy_asks_for_a_role(amina: Any, buyer: Any, operator: Any, mine: Any) -> None:
    policy = VisibleRowsPolicy(Project, roles=["mentor"])

    assert set(policy.users_with_any_permission(["view"])) == {amina, operator}
    assert not policy.users_with_any_permission(["change"])
    assert policy.user_has_permission_for_instance(amina, "view", mine)
    assert not policy.user_has_permission_for_instance(buyer, "view", mine)
    assert not policy.user_has_permission(amina, "change")
