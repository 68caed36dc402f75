"""Showing work from a phone, over a line that breaks, and looking at it closely."""

import re
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from mentorship.services import projects, work_files
from portal.testing import cast
from portal.testing.uploads import captions, film, picture, sound, text
from portal.tests.browser.conftest import DESK, PHONE, known

pytestmark = pytest.mark.django_db(transaction=True)


def maker() -> Any:
    person = cast.person("Amina Okoye", "participant")
    known(person)
    return person


def work_of(person: Any, *files: Any, visibility: str = "public") -> Any:
    return projects.create(
        owner=person, by=person, title="Market day", media_type="object", visibility=visibility, files=files
    )


@pytest.fixture
def photos(tmp_path: Any) -> list[str]:
    """Three photos; the first is of several parts."""
    paths = []
    for number, size in enumerate([(1500, 1100), (60, 40), (80, 40)]):
        path = tmp_path / f"photo-{number}.jpg"
        noise = Image.effect_noise(size, 90).convert("RGB")
        noise.save(path, "JPEG", quality=90)
        paths.append(str(path))
    return paths


def cut_the_line_once(page: Any) -> list[str]:
    """Let the second part that is sent be lost, as in a tunnel."""
    sent: list[str] = []

    def tunnel(route: Any) -> None:
        if route.request.method != "PATCH":
            route.continue_()
            return
        sent.append(route.request.headers["upload-offset"])
        if len(sent) == 2:
            route.abort("aborted")  # what the browser is told when a line ends
        else:
            route.continue_()

    page.route("**/my/uploads/**", tunnel)
    return sent


def test_photos_from_a_phone_arrive_although_the_line_is_cut(
    open_browser: Any, log_in: Any, looks_right: Any, photos: list[str]
):
    person = maker()
    work = work_of(person, visibility="private")
    page = open_browser(PHONE)
    log_in(page, person.email)
    page.goto(f"/my/works/{work.public_id}/files/")
    sent = cut_the_line_once(page)

    page.set_input_files("input[name=files]", photos)

    expect(page.locator("[data-file]")).to_have_count(3)
    assert [file.filename for file in work.files.all()] == ["photo-0.jpg", "photo-1.jpg", "photo-2.jpg"]
    assert sent.count(sent[1]) == 2, "the lost part is sent again, the first is not"
    assert sent.count("0") == 3, "each file begins once"
    assert page.locator("[data-uploads-list] li").count() == 0
    assert page.get_by_text("What does this picture show?").count() == 3
    looks_right(page)


def test_a_reload_goes_on_where_it_stopped(open_browser: Any, log_in: Any, photos: list[str]):
    person = maker()
    work = work_of(person, visibility="private")
    page = open_browser(PHONE)
    log_in(page, person.email)
    page.goto(f"/my/works/{work.public_id}/files/")
    first: list[str] = []

    def lose_all_but_the_first(route: Any) -> None:
        if route.request.method == "PATCH" and first:
            route.abort("aborted")
            return
        if route.request.method == "PATCH":
            first.append(route.request.headers["upload-offset"])
        route.continue_()

    page.route("**/my/uploads/**", lose_all_but_the_first)
    page.set_input_files("input[name=files]", photos[0])
    page.get_by_text("The line is gone").wait_for()
    page.unroute("**/my/uploads/**")
    offsets: list[str] = []
    page.on("request", lambda each: each.method == "PATCH" and offsets.append(each.headers["upload-offset"]))

    page.reload()

    page.wait_for_selector("[data-file]")
    assert work.files.get().width == 1500
    assert "0" not in offsets
    assert page.locator("[data-unfinished]").count() == 0


def test_what_is_too_large_is_told_before_it_is_sent(open_browser: Any, log_in: Any, tmp_path: Any, settings: Any):
    settings.UPLOAD_MAX_IMAGE_BYTES = 2000
    person = maker()
    work = work_of(person, visibility="private")
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(b"\xff\xd8\xff" + b"0" * 40_000)
    page = open_browser(PHONE)
    log_in(page, person.email)
    page.goto(f"/my/works/{work.public_id}/files/")
    sent: list[str] = []
    page.on("request", lambda each: each.method == "PATCH" and sent.append(each.url))

    page.set_input_files("input[name=files]", str(huge))

    page.get_by_text("The picture is too large").last.wait_for()
    assert not sent


def test_files_chosen_for_a_new_work_follow_it(open_browser: Any, log_in: Any, photos: list[str]):
    person = maker()
    page = open_browser(PHONE)
    log_in(page, person.email)
    page.goto("/my/works/new/")
    page.fill("input[name=title]", "Market day")
    page.select_option("select[name=media_type]", "object")
    page.set_input_files("input[name=files]", photos)

    page.get_by_role("button", name="Keep this work").click()

    expect(page.locator("[data-file]")).to_have_count(3)
    assert person.projects.get().files.count() == 3


def test_files_are_sent_without_javascript(open_browser: Any, log_in: Any, photos: list[str]):
    person = maker()
    work = work_of(person, visibility="private")
    page = open_browser(PHONE, javascript=False)
    log_in(page, person.email)
    page.goto(f"/my/works/{work.public_id}/files/")

    page.set_input_files("input[name=files]", photos[1:])
    page.get_by_role("button", name="Add", exact=True).click()

    assert page.locator("[data-file]").count() == 2
    page.get_by_role("button", name="Down photo-1.jpg").click()
    assert [file.filename for file in work.files.all()] == ["photo-2.jpg", "photo-1.jpg"]


def test_files_are_put_in_order_by_keys_and_by_dragging(open_browser: Any, log_in: Any):
    person = maker()
    work = work_of(person, text("a.md"), text("b.md"), text("c.md"), visibility="private")
    page = open_browser(DESK)
    log_in(page, person.email)
    page.goto(f"/my/works/{work.public_id}/files/")

    def names() -> list[str]:
        return [file.filename for file in work.files.all()]

    page.get_by_role("button", name="Down a.md").focus()
    with page.expect_response("**/order/"):
        page.keyboard.press("Enter")
    assert names() == ["b.md", "a.md", "c.md"]
    assert page.evaluate("document.activeElement.textContent").strip().startswith("Down")
    with page.expect_response("**/order/"):
        page.keyboard.press("Enter")
    assert names() == ["b.md", "c.md", "a.md"]
    assert "place 3 of 3" in page.locator("[data-uploads-news]").inner_text()

    page.locator("[data-drag]").first.hover()
    page.mouse.down()
    second = page.locator("[data-file]").nth(1).bounding_box()
    for part in (0.2, 0.9):
        page.mouse.move(second["x"] + 30, second["y"] + second["height"] * part)
    with page.expect_response("**/order/"):
        page.mouse.up()
    assert names() == ["c.md", "b.md", "a.md"]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_a_work_is_looked_at_closely(open_browser: Any, looks_right: Any, size: Any, scheme: str):
    person = maker()
    files = [picture("a.jpg", (900, 600)), picture("b.jpg", (600, 900)), sound(), film(), text("a.py", "x = 1\n")]
    work = work_of(person, *files, text("a.md", "# Kettle"))
    shown = list(work.files.all())
    work_files.describe(file=shown[0], by=person, alt_text="A rug", caption="On the wall")
    work_files.describe(file=shown[1], by=person, alt_text="A loom", caption="The warp", is_process=True)
    work_files.set_captions(file=shown[3], upload=captions(), by=person)
    page = open_browser(size, scheme=scheme)
    page.goto(work.get_absolute_url())
    looks_right(page)

    first = page.locator("a[data-lightbox]").first
    first.focus()
    page.keyboard.press("Enter")
    box = page.locator("#lightbox")
    assert box.get_by_text("On the wall").is_visible()
    assert "1 / 2" in box.inner_text()
    looks_right(page)
    page.keyboard.press("ArrowRight")
    assert box.get_by_text("The warp").is_visible()
    page.keyboard.press("+")
    assert box.get_by_role("button", name="Magnify").get_attribute("aria-pressed") == "true"
    page.keyboard.press("-")
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert "1 / 2" in box.inner_text()
    page.keyboard.press("Escape")
    assert not box.is_visible()
    assert first.evaluate("(link) => link === document.activeElement")


def test_pictures_are_swiped(open_browser: Any):
    work = work_of(maker(), picture("a.jpg", (900, 600)), picture("b.jpg", (600, 900)))
    page = open_browser(PHONE)
    page.goto(work.get_absolute_url())
    page.locator("a[data-lightbox]").first.click()

    page.evaluate(
        """() => {
          const stage = document.querySelector("[data-lightbox-stage]");
          const finger = (x) => new Touch({ identifier: 1, target: stage, clientX: x, clientY: 300 });
          stage.dispatchEvent(new TouchEvent("touchstart", { touches: [finger(300)] }));
          stage.dispatchEvent(new TouchEvent("touchend", { changedTouches: [finger(120)] }));
        }"""
    )

    assert "2 / 2" in page.locator("#lightbox").inner_text()


def test_the_page_does_not_jump_and_loads_no_picture_below_the_fold(open_browser: Any):
    person = maker()
    work = work_of(person, *[picture(f"{number}.jpg", (900, 700)) for number in range(12)])
    page = open_browser(PHONE)
    page.add_init_script(
        """window.jumps = 0; new PerformanceObserver((list) => {
          for (const each of list.getEntries()) if (!each.hadRecentInput) window.jumps += each.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    asked: list[str] = []
    page.on("request", lambda each: "/files/" in each.url and asked.append(each.url))

    page.goto(work.get_absolute_url())
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.jumps") < 0.01
    assert all(re.search(r"/w\d+\.avif$", url) for url in asked), asked
    assert len(asked) < 12


def test_a_sound_runs_along_its_drawing(open_browser: Any):
    work = work_of(maker(), sound(seconds=4))
    page = open_browser(DESK)
    page.goto(work.get_absolute_url())
    wave = page.locator("[data-wave]")

    wave.click(position={"x": 300, "y": 20})

    expect(wave).to_have_attribute("style", re.compile(r"--played: [1-9]\d"))
    assert page.evaluate("document.querySelector('audio').currentTime") > 0
