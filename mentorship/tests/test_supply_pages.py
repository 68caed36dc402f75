"""The pages of supplies: who sees them, one step on each, nothing typed is lost, and queries do not grow."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from mentorship.models import Issue, IssueLine, ResourceRequest, StockMove, UsageLog
from mentorship.services import projects, resources
from mentorship.tests.stores import NOW, hand_out, in_store, kit, material, store, tool
from portal.testing import cast

pytestmark = pytest.mark.django_db


def handed(to, **quantities):
    return {"to": to.handle, "submission": str(uuid4()), **quantities}


# The receiver -------------------------------------------------------------------------------------------------


def test_the_receiver_says_yes_with_a_tap(participant, mentor, login):
    issue = hand_out(participant, mentor, (material(quantity=5), 2))
    browser = login(participant)

    page = browser.get(issue.get_absolute_url()).content.decode()
    assert "Yes, received" in page
    assert "4.50" not in page, "Costs are for mentors and coordinators."
    browser.post(f"{issue.get_absolute_url()}accept/")

    issue.refresh_from_db()
    assert (issue.state, issue.answered_by) == ("accepted", participant)


def test_the_mentors_page_shows_a_code_that_leads_the_receiver_there(participant, mentor, login, stranger):
    issue = hand_out(participant, mentor, (material(quantity=5), 2))

    page = login(mentor).get(issue.get_absolute_url()).content.decode()

    assert "<svg" in page.split("supply-code", 1)[1]
    assert "style=" not in page.split("supply-code", 1)[1].split("</figure>")[0]
    assert "€4.50" in page
    assert login(stranger).get(issue.get_absolute_url()).status_code == 404
    assert Client().get(issue.get_absolute_url())["Location"].startswith("/account/login/")


def test_the_receiver_declines_with_words_and_it_is_back(participant, mentor, login):
    canvas = material(quantity=5)
    issue = hand_out(participant, mentor, (canvas, 2))
    browser = login(participant)

    long = browser.post(f"{issue.get_absolute_url()}decline/", {"reason": "x" * 301})
    assert "at most 300" in long.content.decode()
    browser.post(f"{issue.get_absolute_url()}decline/", {"reason": "I have some"})

    issue.refresh_from_db()
    assert (issue.state, issue.decline_reason, in_store(canvas)) == ("declined", "I have some", 5)


def test_a_participant_logs_use_on_a_work_and_says_what_is_lost_or_back(participant, mentor, login):
    issue = hand_out(participant, mentor, (material(quantity=5), 5), (tool("Wheel", "W1"), 1), accepted=True)
    cloth, lent = issue.lines.order_by("pk")
    vase = projects.create(owner=participant, by=participant, title="Blue vase", media_type="object")
    browser = login(participant)
    assert "5 of 5 left" in browser.get("/my/supplies/").content.decode()

    browser.post(f"/my/supplies/lines/{cloth.pk}/", {"what": "used", "quantity": "2", "project": vase.public_id})
    browser.post(f"/my/supplies/lines/{cloth.pk}/", {"what": "lost", "quantity": "0,5", "note": "Torn"})
    browser.post(f"/my/supplies/lines/{lent.pk}/", {"what": "back"})

    cloth.refresh_from_db()
    lent.refresh_from_db()
    assert (cloth.used, cloth.lost, cloth.rest) == (2, Decimal("0.5"), Decimal("2.5"))
    assert lent.said_back_at is not None
    assert (
        "used 2 of 5 Canvas (piece) on <em>Blue vase</em>"
        in login(mentor).get(issue.get_absolute_url()).content.decode()
    )
    assert "2.5 of 5 left" in browser.get("/my/supplies/").content.decode()


def test_more_than_is_left_stands_beside_the_field_with_what_was_typed(participant, mentor, login):
    line = hand_out(participant, mentor, (material(quantity=5), 2), accepted=True).lines.get()

    page = (
        login(participant)
        .post(f"/my/supplies/lines/{line.pk}/", {"what": "used", "quantity": "3", "note": "On the frame"})
        .content.decode()
    )

    assert "of 2 handed out, 2 are still out" in page
    assert 'value="3"' in page
    assert 'value="On the frame"' in page
    assert not UsageLog.objects.exists()


@pytest.mark.parametrize("typed", ["", "many", "-1", "0", "1e999", "NaN", "0.0001"])
def test_a_quantity_that_makes_no_sense_is_refused_beside_it(participant, mentor, login, typed):
    line = hand_out(participant, mentor, (material(quantity=5), 2), accepted=True).lines.get()

    answer = login(participant).post(f"/my/supplies/lines/{line.pk}/", {"what": "used", "quantity": typed})

    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not UsageLog.objects.exists()


def test_a_participant_asks_and_sees_the_answer(participant, mentor, login):
    canvas = material(quantity=5)
    browser = login(participant)
    key = str(uuid4())
    words = {"what": f"r{canvas.pk}", "quantity": "2", "why": "For the fair", "submission": key}

    browser.post("/my/supplies/ask/", words)
    browser.post("/my/supplies/ask/", words)
    wish = ResourceRequest.objects.get()
    answer = login(mentor).post(
        f"/my/supplies/requests/{wish.public_id}/", {"state": "declined", "answer": "After Easter"}
    )

    assert answer.status_code == 302
    page = browser.get("/my/supplies/").content.decode()
    assert "For the fair" in page
    assert "After Easter" in page


# Mentors ------------------------------------------------------------------------------------------------------


def test_a_mentor_hands_out_a_kit_and_more_in_one_step(participant, mentor, login):
    canvas, wheel = material(quantity=5), tool("Wheel", "W1")
    first = kit((canvas, 2), (wheel, 1))
    browser = login(mentor)
    page = browser.get("/my/handouts/new/").content.decode()
    assert "First steps · all there" in page
    assert "5 there" in page

    words = handed(participant, kit=first.slug, **{f"r{canvas.pk}": "1"})
    answer = browser.post("/my/handouts/new/", words)
    browser.post("/my/handouts/new/", words)

    issue = Issue.objects.get()
    assert answer["Location"] == issue.get_absolute_url()
    assert (issue.kit, issue.to, in_store(canvas), in_store(wheel)) == (first, participant, 2, 0)
    assert "Wheel W1" in browser.get("/my/handouts/").content.decode()


def test_too_much_stands_beside_its_row_and_nothing_typed_is_lost(participant, mentor, login):
    canvas, clay = material(quantity=5), material("Clay", unit="kg", quantity=3)
    words = handed(participant, note="For May", **{f"r{canvas.pk}": "6", f"r{clay.pk}": "1,5"})

    page = login(mentor).post("/my/handouts/new/", words).content.decode()

    row = page.split(f'name="r{canvas.pk}"', 1)[1].split("</div>")[0]
    assert "Canvas (piece): 6 wanted, 5 there" in row
    assert 'value="1,5"' in page
    assert 'value="For May"' in page
    assert not Issue.objects.exists()
    login(mentor).post("/my/handouts/new/", {**words, "partial": "on"})
    assert Issue.objects.get().lines.get(resource=canvas).missing == 1


def test_a_mentor_can_name_only_people_of_theirs(participant, mentor, stranger, login):
    canvas = material(quantity=5)

    answer = login(mentor).post("/my/handouts/new/", handed(stranger, **{f"r{canvas.pk}": "1"}))

    assert answer.status_code == 200
    assert stranger.display_name not in answer.content.decode()
    assert not Issue.objects.exists()


def test_another_mentor_sees_nothing_of_it(participant, mentor, stranger, login):
    issue = hand_out(participant, mentor, (tool("Wheel", "W1"), 1), accepted=True)
    resources.request(resource=material(), why="Nachtigall", by=participant, now=NOW)
    browser = login(cast.mentor_of(stranger, "Another Mentor"))

    for url in (
        *("/my/handouts/", "/my/handouts/?show=all", "/my/handouts/overdue/", "/my/supplies/requests/"),
        "/my/reports/supplies/people/",
    ):
        page = browser.get(url).content.decode()
        assert participant.display_name not in page, url
        assert "Nachtigall" not in page, url
    assert browser.get(f"{issue.get_absolute_url()}settle/").status_code == 404
    assert participant.display_name in login(mentor).get("/my/handouts/").content.decode()


def test_a_mentor_takes_back_on_one_page(participant, mentor, login):
    canvas, wheel = material(quantity=5), tool("Wheel", "W1")
    issue = hand_out(participant, mentor, (canvas, 5), (wheel, 1), accepted=True)
    cloth, lent = issue.lines.order_by("pk")
    browser, url = login(mentor), f"{issue.get_absolute_url()}settle/"
    here = {"location": store().pk}

    assert "at least one thing" in browser.post(url, here).content.decode()
    wrong = browser.post(url, {**here, f"returned{cloth.pk}": "4", f"used{cloth.pk}": "2"}).content.decode()
    assert "Only 5 are still out." in wrong
    assert (f'name="used{cloth.pk}" value="2"') in wrong
    browser.post(
        url, {**here, f"returned{cloth.pk}": "1", f"used{cloth.pk}": "4", f"tool{lent.pk}": "back-broken"}
    )

    issue.refresh_from_db()
    assert (issue.state, in_store(canvas), in_store(wheel)) == ("closed", 1, 1)
    assert wheel.items.get().condition == "broken"


def test_what_is_overdue_is_listed_with_its_days(participant, mentor, login):
    hand_out(participant, mentor, (tool("Wheel", "W1", loan_days=1), 1), accepted=True)
    IssueLine.objects.update(due_date=timezone.localdate() - timezone.timedelta(days=3))

    page = login(mentor).get("/my/handouts/overdue/").content.decode()

    assert "Wheel W1" in page
    assert "3 days ago" in page


def test_a_mentor_notes_what_came_went_and_was_counted(mentor, login):
    canvas, wheel = material(quantity=5, low_at=Decimal(4)), tool("Wheel", "W1")
    van, browser = store("Van"), login(mentor)
    here = {"location": store().pk}

    def note(resource, **words):
        return browser.post(f"/my/supplies/stock/{resource.pk}/", {**here, **words})

    note(canvas, what="received", quantity="3", unit_cost="2.00")
    note(canvas, what="transferred", quantity="2", destination=van.pk)
    note(canvas, what="counted", quantity="5")
    note(wheel, what="received", serials="W2, W3")
    note(wheel, what="lost", item=wheel.items.get(serial="W1").pk)

    assert (in_store(canvas), in_store(canvas, "Van"), in_store(wheel)) == (5, 2, 2)
    count = StockMove.objects.count()
    assert "Say to which store." in note(canvas, what="transferred", quantity="2").content.decode()
    too_much = note(canvas, what="written_off", quantity="9", reason="Mice").content.decode()
    assert "9 wanted, 5 there" in too_much
    assert 'value="Mice"' in too_much
    assert "Say which one." in note(wheel, what="lost").content.decode()
    assert "Give each tool a number." in note(wheel, what="received").content.decode()
    assert StockMove.objects.count() == count
    resources.consume(resource=canvas, location=store(), quantity=4, by=mentor, now=NOW)
    assert "Canvas" in browser.get("/my/supplies/stock/?show=low").content.decode()


@pytest.mark.parametrize("who", ["participant", "buyer"])
def test_the_stores_are_not_there_for_others(request, login, who):
    canvas = material(quantity=5)
    browser = login(request.getfixturevalue(who))

    for url in (
        *("/my/supplies/stock/", f"/my/supplies/stock/{canvas.pk}/", "/my/handouts/", "/my/handouts/new/"),
        *("/my/handouts/overdue/", "/my/supplies/requests/", "/my/reports/supplies/"),
        "/my/reports/supplies/donors/?format=csv",
    ):
        assert browser.get(url).status_code == 404, url


def test_lists_ask_the_same_for_one_row_and_for_many(participant, mentor, login, assert_queries_do_not_grow):
    canvas, wheel = material(quantity=500), tool("Wheel", *map(str, range(50)))
    mine, theirs = login(participant), login(mentor)

    def hand_more():
        issue = hand_out(participant, mentor, (canvas, 3), (wheel, 1), accepted=True)
        resources.log_use(line=issue.lines.order_by("pk")[0], quantity=1, by=participant, now=NOW)
        hand_out(participant, mentor, (canvas, 1))

    for url, browser in (
        ("/my/supplies/", mine),
        ("/my/handouts/", theirs),
        ("/my/handouts/overdue/", theirs),
        ("/my/supplies/stock/", theirs),
        (f"/my/supplies/stock/{wheel.pk}/", theirs),
    ):
        assert_queries_do_not_grow(url, hand_more, client=browser, rows=3)
    number = iter(range(100))
    assert_queries_do_not_grow(
        "/my/handouts/new/",
        lambda: kit((material(f"Thing {next(number)}", quantity=1), 1), name=f"Kit {next(number)}"),
        client=theirs,
        rows=3,
    )
    assert_queries_do_not_grow(
        "/my/supplies/requests/",
        lambda: resources.request(resource=canvas, why="More", by=participant, now=NOW),
        client=theirs,
        rows=3,
    )


def test_the_reference_data_is_for_coordinators(moderator, mentor, participant, login):
    material(quantity=1)
    for noun in ("resource", "kit", "location", "donor"):
        url = f"/cms/mentorship_{noun}/"
        assert login(moderator).get(url).status_code == 200
        for other in (mentor, participant):
            assert login(other).get(url).status_code == 404
    assert "/my/handouts/" in login(mentor).get("/cms/").content.decode()
