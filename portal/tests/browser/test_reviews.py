"""A task from being given to a level on the portfolio, on a phone; and what the browser of a reviewer keeps."""

from typing import Any

import pytest
from playwright.sync_api import expect

from mentorship.models import Discipline, Feedback, Skill, SkillLevel, Submission, Task, UserSkill
from mentorship.tests import tasks as make
from portal.testing import cast, uploads
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def skill(db: None) -> Skill:
    craft = Discipline.objects.create(slug="clay", name="Clay")
    skill = Skill.objects.create(slug="throwing", name="Throwing", discipline=craft)
    for number, name in enumerate(("Starts", "Throws", "Teaches"), start=1):
        SkillLevel.objects.create(skill=skill, number=number, name=name)
    return skill


@pytest.fixture
def two(db: None, django_capture_on_commit_callbacks: Any) -> tuple[Any, Any]:
    """Somebody who learns, with pages of their own, and who accompanies them."""
    learner = known(cast.person("Amina Okoye", "participant"))
    return learner, known(cast.mentor_of(learner))


def choose(page: Any, name: str, picture: Any) -> None:
    page.set_input_files(
        f"input[name={name}]", {"name": picture.name, "mimeType": "image/jpeg", "buffer": picture.read()}
    )


def test_a_task_from_being_given_to_a_level_on_the_portfolio(open_browser, log_in, looks_right, two, skill):
    learner, mentor = two
    rubric = make.rubric(skill)
    UserSkill.objects.create(user=learner, skill=skill, level=1)
    hers, his = open_browser(PHONE), open_browser(PHONE)
    log_in(hers, learner.email)
    log_in(his, mentor.email)

    his.goto(f"/my/mentees/{learner.handle}/tasks/")
    looks_right(his)
    his.fill("input[name=title]", "Throw a bowl")
    his.select_option("select[name=skill]", label="Throwing")
    his.select_option("select[name=rubric]", label=str(rubric))
    his.get_by_role("button", name="Give the task").click()
    task = Task.objects.get()

    hers.goto(f"/my/tasks/{task.public_id}/")
    looks_right(hers)
    hers.fill("textarea[name=note]", "The rim is thin.")
    choose(hers, "files", uploads.picture(size=(640, 480)))
    hers.get_by_label("2 Form 2").check()
    hers.get_by_role("button", name="Hand in").click()
    expect(hers.get_by_text("Usual wait")).to_be_visible()
    looks_right(hers)

    his.goto("/my/reviews/")
    looks_right(his)
    his.get_by_role("link", name="Throw a bowl").click()
    looks_right(his)
    his.locator("[data-pin-here] img").click(position={"x": 80, "y": 60})
    his.keyboard.type("Thin it here")
    his.fill("textarea[name=overall]", "A bowl that I would eat from.")
    his.fill("input[name=step-1]", "Thin the foot.")
    his.get_by_label("They revise it and hand it in again").check()
    expect(his.get_by_text("Kept at")).to_be_visible()
    assert Feedback.objects.get().marks.get().text == "Thin it here"
    looks_right(his)
    his.get_by_role("button", name="Release").click()
    expect(his.get_by_text("and revises the piece")).to_be_visible()

    hers.goto(f"/my/tasks/{task.public_id}/")
    hers.get_by_role("link", name="Read what was said").click()
    expect(hers.get_by_text("Thin it here")).to_be_visible()
    expect(hers.locator(".pins circle")).to_have_count(1)
    looks_right(hers)
    hers.get_by_role("button", name="Mark as done").click()
    hers.goto(f"/my/tasks/{task.public_id}/")
    choose(hers, "files", uploads.picture(size=(640, 480), mode="L"))
    hers.get_by_role("button", name="Hand in").click()
    hers.get_by_role("link", name="Compare with iteration 1").click()
    slider = hers.locator("input[type=range]")
    expect(slider).to_be_visible()
    slider.focus()
    hers.keyboard.press("ArrowRight")
    assert hers.locator("[data-compare]").evaluate("each => each.style.getPropertyValue('--shown')") == "51%"
    looks_right(hers)

    his.goto("/my/reviews/")
    his.get_by_role("link", name="Throw a bowl").click()
    his.fill("textarea[name=overall]", "Now it is thin.")
    his.get_by_label("The task is approved").check()
    his.get_by_role("button", name="Release").click()
    expect(his.get_by_text("Does it show a level of Throwing?")).to_be_visible()
    looks_right(his)
    his.get_by_role("button", name="Confirm this level").click()
    expect(his.get_by_text("confirms level 2 of Throwing")).to_be_visible()

    hers.goto(learner.portfolio.get_url())
    expect(hers.get_by_text("Throw a bowl, iteration 2")).to_be_visible()
    assert UserSkill.objects.get().level == 2


def test_what_a_reviewer_types_survives_a_lost_line_and_a_second_tab_is_told(
    open_browser, log_in, looks_right, two
):
    learner, mentor = two
    piece = make.hand_in(make.give(learner, mentor))
    page = open_browser(DESK, loses_line=True)
    log_in(page, mentor.email)
    address = f"/my/reviews/{piece.public_id}/"
    page.goto(address)
    page.route("**/draft/", lambda route: route.abort("internetdisconnected"))
    page.fill("textarea[name=overall]", "Typed while the line was away")
    expect(page.get_by_text("The line is gone")).to_be_visible()
    assert not Feedback.objects.exists()

    page.goto("/my/")
    page.unroute("**/draft/")
    page.goto(address)
    expect(page.locator("textarea[name=overall]")).to_have_value("Typed while the line was away")
    expect(page.get_by_text("Kept at")).to_be_visible()
    assert Feedback.objects.get().overall == "Typed while the line was away"

    other = page.context.new_page()
    other.goto(address)
    other.fill("textarea[name=overall]", "The second tab")
    expect(other.get_by_text("Kept at")).to_be_visible()
    page.fill("textarea[name=overall]", "The first tab again")
    expect(page.get_by_role("button", name="Look at both")).to_be_visible()
    assert Feedback.objects.get().overall == "The second tab"
    page.get_by_role("button", name="Look at both").click()
    expect(page.get_by_text("The second tab")).to_be_visible()
    expect(page.locator("textarea[name=overall]")).to_have_value("The first tab again")
    looks_right(page)


def test_without_scripts_feedback_with_notes_is_released(open_browser, log_in, looks_right, two):
    learner, mentor = two
    piece = make.hand_in(make.give(learner, mentor), files=[uploads.picture(), uploads.text("a.py", "x = 1\n")])
    image, code = piece.files.all()
    page = open_browser(PHONE, javascript=False)
    log_in(page, mentor.email)
    page.goto(f"/my/reviews/{piece.public_id}/")
    for name, value in (("x", "12.5"), ("y", "50"), ("text", "Here")):
        page.fill(f"[name=mark-{image.pk}-1-{name}]", value)
    page.fill(f"[name=mark-{code.pk}-0-first_line]", "1")
    page.fill(f"[name=mark-{code.pk}-0-text]", "A name")
    page.fill("textarea[name=strengths]", "The rim")
    page.fill("input[name=step-1]", "Thin the foot.")
    page.get_by_label("They revise it and hand it in again").check()
    page.get_by_role("button", name="Release").click()

    expect(page.get_by_text("and revises the piece")).to_be_visible()
    assert [mark.text for mark in Feedback.objects.get().marks.all()] == ["Here", "A name"]
    assert Submission.objects.get().answered_at
