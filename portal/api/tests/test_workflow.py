"""The seed's way by the API alone, from a new participant to a work that is sold and rewarded."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from leaderboard.models import Badge, Milestone
from mentorship.models import Discipline, Project, Skill, SkillLevel, Submission, Task
from mentorship.tests import tasks as make
from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations
from portal.testing import cast, uploads
from shop.models import Listing
from shop.tests import factories, tills

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def skill() -> Skill:
    craft, _new = Discipline.objects.get_or_create(slug="clay", defaults={"name": "Clay"})
    skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
    for number, name in enumerate(("Starts", "Throws"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    return skill


def post(browser: Client, path: str, body: Any) -> Any:
    return browser.post(f"{API}/{path}", body, content_type="application/json")


def made(browser: Client, path: str, **body: Any) -> dict[str, Any]:
    return made_with(browser, path, 201, **body)


def made_with(browser: Client, path: str, status: int, **body: Any) -> dict[str, Any]:
    answer = post(browser, path, body)
    assert answer.status_code == status, answer.content
    said: dict[str, Any] = answer.json()
    return said


def work_of(browser: Client, **more: Any) -> dict[str, Any]:
    return made(browser, "projects", title="A bowl", description="Thrown.", media_type="image", **more)


def with_token(email: str, password: str = cast.PASSWORD) -> Client:
    """A program that has logged in as the person of `email`, and no session."""
    pair = made_with(Client(), "auth/token", 200, email=email, password=password)
    return Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {pair['access']}"})


def joined(letter: Any, password: str) -> User:
    """Whoever follows the invitation in `letter`."""
    found = re.search(r"/my/invited/([\w-]+)/", letter.body)
    assert found, letter.body
    values = {"display_name": "Nadia", "age_band": "adult", "password": password, "agrees": True}
    return invitations.join(key=found[1], now=timezone.now(), **values)


def test_the_whole_way(skill, django_capture_on_commit_callbacks):
    badge = Badge.objects.create(slug="sold-one", name="Sold one")
    Milestone.objects.create(name="First piece sold", pieces_sold=1, badge=badge)
    maria = cast.person("Maria Lindqvist", "mentor")
    EmailAddress.objects.create(user=maria, email=maria.email, verified=True, primary=True)
    mentor = with_token(maria.email)
    with django_capture_on_commit_callbacks(execute=True):
        added = made(
            mentor,
            "participants",
            email="nadia@example.org",
            display_name="Nadia",
            location="Turin",
            skills=[{"skill": "throwing", "level": 1}],
            goals=[{"title": "A wheel of my own", "target_amount": "300.00", "currency": "EUR"}],
        )
    assert Invitation.objects.get().email == "nadia@example.org"
    assert added["invitation_url"].startswith("http")
    task = made(
        mentor,
        "tasks",
        participant=added["handle"],
        title="Throw a bowl",
        brief="Thin.",
        skill="throwing",
        due_at="2099-05-01T12:00:00Z",
    )
    assert task["status"] == "assigned"

    assert joined(mail.outbox[0], "loom-and-thread-77").handle == added["handle"]
    learner = with_token("nadia@example.org", "loom-and-thread-77")
    work = work_of(learner, skills=["throwing"], visibility="public", task=task["id"])
    filed = learner.post(f"{API}/projects/{work['id']}/files", {"file": [uploads.picture()]})
    assert filed.status_code == 201, filed.content
    assert len(filed.json()["files"]) == 1
    assert Submission.objects.get().files.count() == 1

    feedback = {"task": task["id"], "scores": {}, "strengths": "Even walls.", "next_steps": ["Thin the foot."]}
    with django_capture_on_commit_callbacks(execute=True):
        said = made(mentor, "feedback", **feedback, decision="approve")
    assert said["task_status"] == "approved"

    sold = made(learner, "marketplace/sell", project=work["id"], price="25.00", currency="EUR", quantity=1)
    assert sold["status"] == "live"
    assert (
        Client().get(sold["product_url"].partition("//")[2].partition("/")[2].join(["/", ""])).status_code == 200
    )
    with django_capture_on_commit_callbacks(execute=True):
        tills.paid(Listing.objects.get())

    board = learner.get(f"{API}/dashboard").json()
    assert set(board) == {"skills", "tasks", "earnings", "savings", "goals", "milestones", "unread"}
    assert board["skills"] == [{"skill": "throwing", "level": 1}]
    assert sum(Decimal(board["earnings"][0][part]) for part in ("resting", "saved", "ready")) > 0
    assert board["goals"][0]["target_amount"] == "300.00"
    assert [each["name"] for each in board["milestones"] if each["is_reached"]] == ["First piece sold"]
    assert board["tasks"] == []
    assert board["unread"] > 0


def test_what_has_no_version_is_led_on_with_its_method():
    answer = Client(enforce_csrf_checks=True).post("/api/marketplace/sell?a=1", {})

    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/marketplace/sell?a=1")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("participants", {"email": "x", "display_name": "X"}, "email"),
        ("participants", {"email": "x@example.org", "display_name": "X", "is_staff": True}, "is_staff"),
        ("participants", {"email": "x@example.org", "display_name": "X", "skills": [{"skill": "no"}]}, "skills"),
        ("tasks", {"participant": "nobody", "title": "T"}, "participant"),
        ("tasks", {"participant": ["list"], "title": "T"}, "participant"),
        ("projects", {"title": "T", "media_type": "smell"}, "media_type"),
        ("projects", {"title": "T", "media_type": "image", "owner": 1}, "owner"),
        ("feedback", {"task": "nosuchtask12", "strengths": "S", "decision": "approve"}, "task"),
        ("marketplace/sell", {"project": "nosuchwork12", "price": "1", "currency": "EUR"}, "project"),
        ("marketplace/sell", {"project": "nosuchwork12", "price": "1e9999", "currency": "XXX"}, "currency"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_changes_nothing(path, body, field, participant, mentor, login):
    before = User.objects.count(), Task.objects.count(), Project.objects.count(), Listing.objects.count()

    answer = post(login(participant if path == "marketplace/sell" else mentor), path, body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert field in answer.json()["fields"]
    after = User.objects.count(), Task.objects.count(), Project.objects.count(), Listing.objects.count()
    assert after == before


def test_what_belongs_to_somebody_else_is_answered_like_what_is_not_there(participant, mentor, stranger, login):
    hers, maria, bruno = login(participant), login(mentor), login(stranger)
    lena = login(cast.person("Lena Berg", "mentor"))
    task = made(maria, "tasks", participant=participant.handle, title="T")["id"]
    work = work_of(hers, visibility="private")["id"]
    project = {"title": "T", "media_type": "image"}
    sale = {"price": "5.00", "currency": "EUR"}
    said = {"strengths": "S", "decision": "approve"}

    for browser, path, name, there, more in (
        (bruno, "projects", "task", task, project),
        (lena, "feedback", "task", task, said),
        (bruno, "marketplace/sell", "project", work, sale),
    ):
        foreign = post(browser, path, {**more, name: there})
        missing = post(browser, path, {**more, name: "nosuchrow123"})
        assert foreign.status_code == missing.status_code == 400
        assert foreign.content.replace(there.encode(), b"nosuchrow123") == missing.content
    given = {"participant": participant.handle, "title": "T"}
    assert (post(lena, "tasks", given).status_code, post(bruno, "tasks", given).status_code) == (400, 403)
    assert bruno.post(f"{API}/projects/{work}/files", {"file": uploads.picture()}).status_code == 404
    assert post(hers, "feedback", {"task": task, **said}).status_code == 403
    assert post(hers, "participants", {"email": "x@example.org", "display_name": "X"}).status_code == 403
    assert post(maria, "projects", {**project, "task": task}).status_code == 403
    assert not Project.objects.filter(owner=mentor).exists()
    assert bruno.get(f"{API}/tasks").json()["results"] == bruno.get(f"{API}/projects").json()["results"] == []
    assert [each["id"] for each in maria.get(f"{API}/tasks").json()["results"]] == [task]


def test_a_rubric_is_scored_by_its_criteria_only(participant, mentor, skill, login):
    task = make.give(participant, mentor, skill=skill, rubric=make.rubric(skill))
    maria, body = login(mentor), {"task": task.public_id, "strengths": "S", "next_steps": ["N"]}
    early = post(maria, "feedback", {**body, "decision": "revise"})
    assert (early.status_code, early.json()["code"]) == (400, "nothing_handed_in")
    piece = make.hand_in(task)

    for scores in ({"Form": 9}, {"Colour": 1}):
        refused = post(maria, "feedback", {**body, "decision": "revise", "scores": scores})
        assert (refused.status_code, list(refused.json()["fields"]["scores"])) == (400, list(scores))
    many = post(maria, "feedback", {**body, "decision": "revise", "next_steps": ["1", "2", "3", "4"]})
    assert (many.status_code, many.json()["code"]) == (400, "too_many_steps")
    assert not piece.feedback.exists()

    said = made(maria, "feedback", **body, decision="revise", scores={"Form": 2, "Foot": 1})
    assert (said["decision"], said["task_status"]) == ("revision", "revision")
    assert piece.feedback.get().scores.count() == 2


def test_pages_are_never_cut_in_silence(participant, skill, login):
    browser = login(participant)

    for query in ("limit=101", "limit=0", "limit=x", "offset=-1", "offset=99999999999999999999"):
        answer = browser.get(f"{API}/skills?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert list(answer.json()["fields"]) == [query.partition("=")[0]]
    whole = browser.get(f"{API}/skills?limit=100").json()
    assert {"count", "next", "previous", "results"} == set(whole)
    assert {"slug": "throwing", "name": "Throwing"}.items() <= next(
        each for each in whole["results"] if each["slug"] == "throwing"
    ).items()


def test_what_cannot_be_read_is_refused(participant, login):
    browser = login(participant)

    deep = browser.post(f"{API}/projects", "[" * 100_000, content_type="application/json")
    assert (deep.status_code, deep.json()["code"]) == (400, "parse_error")
    assert browser.delete(f"{API}/tasks").status_code == 405
    assert browser.post(f"{API}/projects", {"title": "T"}).status_code == 415
    assert not Project.objects.exists()


@pytest.mark.parametrize("path", ["skills", "tasks", "projects", "dashboard"])
def test_longer_lists_ask_no_more(path, participant, mentor, login, assert_queries_do_not_grow):
    numbers = iter(range(100))
    craft = Discipline.objects.create(name="Wool", slug="wool-craft")

    def add_row() -> None:
        number = next(numbers)
        skill = Skill.objects.create(slug=f"s-{number}", name=f"S {number}", discipline=craft)
        SkillLevel.objects.create(skill=skill, number=1, name="Starts")
        make.give(participant, mentor, skill=skill)
        factories.work(participant, public=False).skills.add(skill)

    assert_queries_do_not_grow(f"{API}/{path}", add_row, client=login(participant))
