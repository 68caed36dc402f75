"""Stores and hand-outs: the sum is always right, nobody gets more than there is, nothing is half done."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from mentorship.models import Issue, IssueLine, LoanItem, ResourceRequest, Stock, StockMove, UsageLog
from mentorship.selectors import resources as questions
from mentorship.services import pairings, projects, resources
from mentorship.services.resources import Change, Wanted
from mentorship.tests.stores import NOW, hand_out, in_store, kit, material, store, tool
from portal.core.append_only import HistoryIsFixed
from portal.core.exceptions import NotAllowed
from portal.testing import cast, letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_stock_is_the_sum_of_its_moves(db):
    yield
    assert list(questions.stock_problems()) == []


# What comes and goes -----------------------------------------------------------------------------------------


def test_what_is_received_lies_in_the_store_with_cost_and_donor(mentor):
    canvas = material()

    [move] = resources.receive(
        resource=canvas,
        location=store(),
        quantity=5,
        unit_cost=Decimal(3),
        by=mentor,
        now=NOW,
        reason="From the fair",
    )

    assert in_store(canvas) == 5
    assert (move.kind, move.quantity, move.unit_cost, move.by, move.at) == ("received", 5, 3, mentor, NOW)


@pytest.mark.parametrize("quantity", [0, -1, "0.0001", "nonsense", Decimal("NaN"), 10**7])
def test_a_quantity_that_cannot_be_is_refused(mentor, quantity):
    canvas = material()

    with pytest.raises(resources.BadQuantity):
        resources.receive(resource=canvas, location=store(), quantity=quantity, by=mentor, now=NOW)

    assert not StockMove.objects.exists()


def test_tools_are_received_by_their_numbers(mentor):
    wheel = tool()
    resources.receive(resource=wheel, location=store(), serials=["W1", "W2"], by=mentor, now=NOW)

    with pytest.raises(resources.SerialTaken, match="W2"):
        resources.receive(resource=wheel, location=store(), serials=["W3", "W2"], by=mentor, now=NOW)
    with pytest.raises(resources.ToolsAreSingle):
        resources.receive(resource=wheel, location=store(), quantity=3, by=mentor, now=NOW)

    assert in_store(wheel) == 2
    assert set(wheel.items.values_list("serial", flat=True)) == {"W1", "W2"}


@pytest.mark.parametrize("who", ["participant", "buyer", "stranger"])
def test_who_keeps_no_store_moves_nothing(request, who):
    canvas, by = material(quantity=5), request.getfixturevalue(who)
    words = {"resource": canvas, "location": store(), "by": by, "now": NOW}

    for attempt in (
        lambda: resources.receive(**words, quantity=1),
        lambda: resources.consume(**words, quantity=1),
        lambda: resources.write_off(**words),
        lambda: resources.miss(**words),
        lambda: resources.count(**words, counted=1),
        lambda: resources.transfer(
            resource=canvas, origin=store(), destination=store("Van"), quantity=1, by=by, now=NOW
        ),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert in_store(canvas) == 5


def test_what_goes_from_the_store_is_written_down_by_its_kind(mentor):
    canvas = material(quantity=10)
    words = {"resource": canvas, "location": store(), "by": mentor, "now": NOW}

    resources.consume(**words, quantity=1)
    resources.write_off(**words, quantity=2, reason="Damp")
    resources.miss(**words, quantity=3)

    assert in_store(canvas) == 4
    kinds = dict(canvas.moves.exclude(kind="received").values_list("kind", "quantity"))
    assert kinds == {"consumed": -1, "written_off": -2, "lost": -3}


def test_more_than_there_is_never_goes(mentor):
    canvas = material(quantity=1)
    words = {"resource": canvas, "location": store(), "by": mentor, "now": NOW}

    for attempt in (resources.consume, resources.write_off, resources.miss):
        with pytest.raises(resources.NotEnough, match=r"Canvas \(piece\): 2 wanted, 1 there"):
            attempt(**words, quantity=2)
    assert in_store(canvas) == 1


def test_the_database_itself_refuses_a_stock_below_nothing():
    canvas = material(quantity=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.filter(resource=canvas).update(quantity=Decimal(-1))


def test_moves_are_never_changed():
    material(quantity=1)
    move = StockMove.objects.get()

    for attempt in (move.save, move.delete, StockMove.objects.all().delete):
        with pytest.raises(HistoryIsFixed):
            attempt()


def test_things_move_between_stores(mentor):
    canvas, wheel = material(quantity="2.5"), tool("Wheel", "W1")
    van = store("Van")

    resources.transfer(
        resource=canvas, origin=store(), destination=van, quantity=Decimal("0.5"), by=mentor, now=NOW
    )
    resources.transfer(
        resource=wheel, origin=store(), destination=van, items=list(wheel.items.all()), by=mentor, now=NOW
    )

    assert (in_store(canvas), in_store(canvas, "Van")) == (2, Decimal("0.5"))
    assert (in_store(wheel), in_store(wheel, "Van")) == (0, 1)
    assert wheel.items.get().location == van
    with pytest.raises(resources.SameStore):
        resources.transfer(resource=canvas, origin=van, destination=van, quantity=1, by=mentor, now=NOW)
    with pytest.raises(resources.NotEnough):
        resources.transfer(resource=canvas, origin=van, destination=store(), quantity=1, by=mentor, now=NOW)
    with pytest.raises(resources.NotHere):
        resources.transfer(
            resource=wheel, origin=store(), destination=van, items=list(wheel.items.all()), by=mentor, now=NOW
        )


def test_a_count_corrects_the_stock_and_says_by_how_much(mentor):
    canvas = material(quantity=5)
    words = {"resource": canvas, "location": store(), "by": mentor, "now": NOW}

    assert resources.count(**words, counted=3).quantity == -2
    assert resources.count(**words, counted=3) is None
    assert resources.count(**words, counted=4).quantity == 1
    assert resources.count(**words, counted=0).quantity == -4
    with pytest.raises(resources.ToolsAreSingle):
        resources.count(**{**words, "resource": tool()}, counted=1)


def test_a_lost_tool_turns_up_again(mentor):
    wheel = tool("Wheel", "W1")
    item = wheel.items.get()
    words = {"location": store(), "by": mentor, "now": NOW}

    resources.miss(**words, resource=wheel, item=item)
    assert (in_store(wheel), LoanItem.objects.get().state) == (0, "lost")
    resources.find(**words, item=item)

    assert (in_store(wheel), LoanItem.objects.get().location) == (1, store())
    with pytest.raises(resources.NotHere):
        resources.find(**words, item=item)


def test_tenths_add_up(mentor):
    """SQLite reckons decimals as floats: three tenths taken one by one would leave less than nothing."""
    clay = material("Clay", unit="kg", quantity="0.3")
    for _ in range(3):
        resources.consume(resource=clay, location=store(), quantity=Decimal("0.1"), by=mentor, now=NOW)

    assert in_store(clay) == 0


# Handing out -------------------------------------------------------------------------------------------------


def test_supplies_are_handed_out_in_one_step(participant, mentor, django_capture_on_commit_callbacks):
    canvas, wheel = material(quantity=5), tool("Wheel", "W1", "W2", loan_days=14)

    with django_capture_on_commit_callbacks(execute=True):
        issue = hand_out(participant, mentor, (canvas, 2), (wheel, 1), note="For the first weeks")

    assert (in_store(canvas), in_store(wheel)) == (3, 1)
    assert (issue.state, issue.to, issue.by) == ("offered", participant, mentor)
    by_name = {line.resource.name: line for line in issue.lines.select_related("resource", "item")}
    assert (by_name["Canvas"].quantity, by_name["Canvas"].due_date, by_name["Canvas"].unit_cost) == (
        *(2, None),
        Decimal("4.50"),
    )
    assert (by_name["Wheel"].item.serial, by_name["Wheel"].due_date) == ("W1", date(2026, 11, 16))
    assert by_name["Wheel"].item.state == "out"
    [letter] = letters.sent()
    assert letters.address(letter) == participant.email
    assert "- 2 piece Canvas" in letter.body
    assert "For the first weeks" not in letter.body
    assert issue.get_absolute_url() in letter.body


def test_more_than_there_is_names_each_row_and_hands_out_nothing(participant, mentor):
    canvas, clay, wheel = material(quantity=5), material("Clay", unit="kg", quantity="1.5"), tool("Wheel")

    with pytest.raises(resources.NotEnough) as refusal:
        hand_out(participant, mentor, (canvas, 1), (clay, 2), (wheel, 1))

    assert [str(each) for each in refusal.value.shortages] == [
        "Clay (kg): 2 wanted, 1.5 there",
        "Wheel: 1 wanted, 0 there",
    ]
    assert "Clay (kg): 2 wanted, 1.5 there; Wheel: 1 wanted, 0 there" in refusal.value.message
    assert not Issue.objects.exists()
    assert (in_store(canvas), in_store(clay)) == (5, Decimal("1.5"))


def test_the_same_thing_on_two_rows_is_added_up(participant, mentor):
    canvas = material(quantity=3)

    with pytest.raises(resources.NotEnough, match="4 wanted, 3 there"):
        hand_out(participant, mentor, (canvas, 2), (canvas, 2))


def test_a_kit_goes_out_in_one_step_and_says_what_is_missing(participant, mentor):
    canvas, clay, wheel = material(quantity=5), material("Clay", unit="kg", quantity=1), tool("Wheel", "W1")
    first = kit((canvas, 2), (clay, 3), (wheel, 2))
    words = {"kit": first, "to": participant, "location": store(), "by": mentor, "now": NOW}

    with pytest.raises(resources.NotEnough):
        resources.issue_kit(**words)
    assert in_store(canvas) == 5
    issue = resources.issue_kit(**words, partial=True)

    assert issue.kit == first
    missing = {line.resource.name: line.missing for line in issue.lines.select_related("resource") if line.missing}
    assert missing == {"Clay": 2, "Wheel": 1}
    assert (in_store(canvas), in_store(clay), in_store(wheel)) == (3, 0, 0)


def test_a_partial_kit_of_which_nothing_is_there_is_refused(participant, mentor):
    empty = kit((material(), 1))

    with pytest.raises(resources.NotEnough):
        resources.issue_kit(kit=empty, to=participant, location=store(), by=mentor, now=NOW, partial=True)
    with pytest.raises(resources.NothingWanted):
        resources.issue_kit(kit=kit(name="Nothing"), to=participant, location=store(), by=mentor, now=NOW)


def test_one_chosen_tool_goes_out_and_a_broken_one_only_by_its_number(participant, mentor):
    wheel = tool("Wheel", "W1", "W2")
    broken = wheel.items.get(serial="W1")
    LoanItem.objects.filter(pk=broken.pk).update(condition="broken")

    assert hand_out(participant, mentor, (wheel, 1)).lines.get().item.serial == "W2"
    with pytest.raises(resources.NotEnough):
        hand_out(participant, mentor, (wheel, 1))
    wanted = [Wanted(wheel, item=broken, due_date=date(2026, 12, 24))]
    chosen = resources.issue(to=participant, lines=wanted, location=store(), by=mentor, now=NOW)
    assert chosen.lines.get().due_date == date(2026, 12, 24)
    with pytest.raises(resources.NotEnough, match="Wheel W1 is not there"):
        resources.issue(to=participant, lines=wanted, location=store(), by=mentor, now=NOW)


def test_a_form_sent_twice_hands_out_once(participant, mentor):
    canvas, key = material(quantity=5), uuid4()

    first = hand_out(participant, mentor, (canvas, 1), submission=key)
    second = hand_out(participant, mentor, (canvas, 1), submission=key)

    assert first == second
    assert in_store(canvas) == 4


def test_only_a_mentor_of_theirs_or_a_coordinator_hands_out(participant, mentor, stranger, moderator, buyer):
    canvas = material(quantity=9)
    other = cast.mentor_of(stranger, "Another Mentor")

    for by in (participant, other, stranger, buyer):
        with pytest.raises(NotAllowed):
            hand_out(participant, by, (canvas, 1))
    with pytest.raises(NotAllowed):
        hand_out(moderator, moderator, (canvas, 1))
    hand_out(participant, moderator, (canvas, 1))
    pairings.end(pairing=mentor.mentor_pairings.get(), by=moderator, now=NOW + timedelta(days=99))
    with pytest.raises(NotAllowed):
        hand_out(participant, mentor, (canvas, 1))
    assert in_store(canvas) == 8


# Yes and no --------------------------------------------------------------------------------------------------


def test_the_receiver_accepts_and_that_is_noted_once(participant, mentor):
    issue = hand_out(participant, mentor, (material(quantity=2), 1))

    resources.accept(issue=issue, by=participant, now=NOW)
    resources.accept(issue=issue, by=mentor, now=NOW + timedelta(days=1))

    issue.refresh_from_db()
    assert (issue.state, issue.answered_by, issue.answered_at) == ("accepted", participant, NOW)
    with pytest.raises(resources.AlreadyAnswered):
        resources.decline(issue=issue, by=participant, now=NOW)


def test_what_is_declined_lies_in_the_store_again(participant, mentor):
    canvas, wheel = material(quantity=2), tool("Wheel", "W1")
    issue = hand_out(participant, mentor, (canvas, 2), (wheel, 1))

    resources.decline(issue=issue, by=participant, now=NOW, reason="Too heavy")

    issue.refresh_from_db()
    assert (issue.state, issue.decline_reason) == ("declined", "Too heavy")
    assert (in_store(canvas), in_store(wheel)) == (2, 1)
    with pytest.raises(resources.AlreadyAnswered):
        resources.decline(issue=issue, by=participant, now=NOW)
    with pytest.raises(resources.AlreadyAnswered):
        resources.accept(issue=issue, by=participant, now=NOW)
    assert in_store(canvas) == 2
    hand_out(participant, mentor, (wheel, 1))


def test_nobody_else_answers_for_them(participant, mentor, stranger):
    issue = hand_out(participant, mentor, (material(quantity=2), 1))
    other = cast.mentor_of(stranger, "Another Mentor")

    for by in (stranger, other):
        for answer in (resources.accept, resources.decline):
            with pytest.raises(NotAllowed):
                answer(issue=issue, by=by, now=NOW)


# What becomes of it ------------------------------------------------------------------------------------------


def test_use_is_logged_on_a_work_of_theirs(participant, mentor, stranger):
    issue = hand_out(participant, mentor, (material(quantity=5), 5), accepted=True)
    line = issue.lines.get()
    vase = projects.create(owner=participant, by=participant, title="Blue vase", media_type="object")
    foreign = projects.create(owner=stranger, by=stranger, title="Jug", media_type="object")

    resources.log_use(line=line, quantity=2, by=participant, now=NOW, project=vase, note="Front and back")

    line.refresh_from_db()
    assert (line.used, line.rest) == (2, 3)
    use = UsageLog.objects.get(project=vase)
    assert (use.kind, use.quantity, use.quantity * use.line.unit_cost) == ("used", 2, Decimal("9.00"))
    with pytest.raises(resources.NotTheirWork):
        resources.log_use(line=line, quantity=1, by=participant, now=NOW, project=foreign)
    with pytest.raises(resources.MoreThanThereIs, match="of 5 handed out, 3 are still out"):
        resources.log_use(line=line, quantity=4, by=participant, now=NOW)
    for by in (stranger, cast.mentor_of(stranger, "Another Mentor")):
        with pytest.raises(NotAllowed):
            resources.log_use(line=line, quantity=1, by=by, now=NOW)


def test_nothing_is_used_before_it_is_accepted_and_a_tool_never(participant, mentor):
    canvas, wheel = material(quantity=5), tool("Wheel", "W1")
    offered = hand_out(participant, mentor, (canvas, 1)).lines.get()
    lent = hand_out(participant, mentor, (wheel, 1), accepted=True).lines.get()

    with pytest.raises(resources.NotAccepted):
        resources.log_use(line=offered, quantity=1, by=participant, now=NOW)
    with pytest.raises(resources.ToolsStay):
        resources.log_use(line=lent, quantity=1, by=participant, now=NOW)
    assert not UsageLog.objects.exists()


def test_nothing_comes_back_twice(participant, mentor):
    canvas, wheel = material(quantity=5), tool("Wheel", "W1")
    issue = hand_out(participant, mentor, (canvas, 5), (wheel, 1), accepted=True)
    cloth, lent = issue.lines.order_by("pk")

    resources.take_back(line=cloth, quantity=3, by=mentor, now=NOW)
    with pytest.raises(resources.MoreThanThereIs):
        resources.take_back(line=cloth, quantity=3, by=mentor, now=NOW)
    resources.take_back(line=lent, by=mentor, now=NOW, condition="worn", location=store("Van"))
    with pytest.raises(resources.MoreThanThereIs):
        resources.take_back(line=lent, by=mentor, now=NOW)
    with pytest.raises(resources.MoreThanThereIs):
        resources.take_back(line=lent, quantity=1, by=mentor, now=NOW)

    assert (in_store(canvas), in_store(wheel), in_store(wheel, "Van")) == (3, 0, 1)
    assert LoanItem.objects.get().condition == "worn"
    issue.refresh_from_db()
    assert issue.state == "accepted"


def test_only_who_hands_out_takes_back_and_the_person_says_that_it_is_back(participant, mentor, stranger):
    issue = hand_out(participant, mentor, (tool("Wheel", "W1"), 1), accepted=True)
    line = issue.lines.get()

    for by in (participant, stranger):
        with pytest.raises(NotAllowed):
            resources.take_back(line=line, by=by, now=NOW)
    with pytest.raises(NotAllowed):
        resources.say_back(line=line, by=mentor, now=NOW)
    resources.say_back(line=line, by=participant, now=NOW)
    assert IssueLine.objects.get().said_back_at == NOW
    resources.take_back(line=line, by=mentor, now=NOW)
    assert IssueLine.objects.get().said_back_at is None
    with pytest.raises(resources.MoreThanThereIs):
        resources.say_back(line=line, by=participant, now=NOW)


def test_a_hand_out_ends_when_nothing_is_left(participant, mentor):
    canvas = material(quantity=9)
    back = hand_out(participant, mentor, (canvas, 2), accepted=True)
    used = hand_out(participant, mentor, (canvas, 2), accepted=True)

    resources.take_back(line=back.lines.get(), by=mentor, now=NOW)
    resources.log_use(line=used.lines.get(), quantity=1, by=participant, now=NOW)
    resources.lose(line=used.lines.get(), quantity=1, by=participant, now=NOW, note="Fell in the river")

    back.refresh_from_db()
    used.refresh_from_db()
    assert (back.state, used.state, used.closed_at) == ("returned", "closed", NOW)
    assert in_store(canvas) == 7


def test_a_tool_that_a_person_loses_is_lost(participant, mentor):
    wheel = tool("Wheel", "W1")
    line = hand_out(participant, mentor, (wheel, 1), accepted=True).lines.get()

    resources.lose(line=line, quantity=1, by=participant, now=NOW)

    assert LoanItem.objects.get().state == "lost"
    with pytest.raises(resources.MoreThanThereIs):
        resources.take_back(line=line, by=mentor, now=NOW)


def test_several_lines_are_settled_together_or_not_at_all(participant, mentor):
    canvas, clay = material(quantity=5), material("Clay", unit="kg", quantity=5)
    issue = hand_out(participant, mentor, (canvas, 5), (clay, 2), accepted=True)
    cloth, lump = issue.lines.order_by("pk")
    words = {"issue": issue, "by": mentor, "now": NOW}

    with pytest.raises(resources.MoreThanThereIs, match="Clay"):
        resources.settle(**words, changes=[Change(cloth, returned=Decimal(5)), Change(lump, used=Decimal(3))])
    assert in_store(canvas) == 0
    changes = [
        Change(cloth, returned=Decimal(2), used=Decimal(2), lost=Decimal(1)),
        Change(lump, used=Decimal(2)),
    ]
    resources.settle(**words, changes=changes)

    issue.refresh_from_db()
    assert (issue.state, in_store(canvas), UsageLog.objects.count()) == ("closed", 2, 3)


def test_a_tool_is_overdue_after_its_day(participant, mentor, stranger):
    issue = hand_out(participant, mentor, (tool("Wheel", "W1", loan_days=14), 1), accepted=True)
    other = cast.mentor_of(stranger, "Another Mentor")

    assert not questions.overdue_lines(mentor, date(2026, 11, 16)).exists()
    assert questions.overdue_lines(mentor, date(2026, 11, 17)).get() == issue.lines.get()
    assert not questions.overdue_lines(other, date(2026, 11, 17)).exists()
    resources.take_back(line=issue.lines.get(), by=mentor, now=NOW)
    assert not questions.overdue_lines(mentor, date(2026, 11, 17)).exists()


# Asking ------------------------------------------------------------------------------------------------------


def test_a_request_is_asked_promised_and_handed_out(participant, mentor, django_capture_on_commit_callbacks):
    canvas = material(quantity=5)
    with django_capture_on_commit_callbacks(execute=True):
        asked = resources.request(resource=canvas, quantity=2, why="The next vase", by=participant, now=NOW)
    assert letters.addresses(letters.sent()) == [mentor.email]
    assert "Canvas (piece): 2" in mail.outbox[0].body

    resources.answer_request(request=asked, state="promised", by=mentor, now=NOW, answer="On Friday")
    done = resources.answer_request(request=asked, state="issued", location=store(), by=mentor, now=NOW)

    assert (done.state, done.issue.to, in_store(canvas)) == ("issued", participant, 3)
    with pytest.raises(resources.NotWaiting):
        resources.answer_request(request=asked, state="issued", location=store(), by=mentor, now=NOW)


def test_a_request_is_declined_with_a_reason_only(participant, mentor, stranger):
    asked = resources.request(kit=kit((material(), 1)), why="To begin", by=participant, now=NOW)
    words = {"request": asked, "state": "declined", "now": NOW}

    with pytest.raises(resources.NoReason):
        resources.answer_request(**words, by=mentor)
    for by in (participant, cast.mentor_of(stranger, "Another Mentor")):
        with pytest.raises(NotAllowed):
            resources.answer_request(**words, by=by, answer="No")
    assert resources.answer_request(**words, by=mentor, answer="Next month").state == "declined"


def test_a_request_for_more_than_there_is_goes_on_waiting(participant, mentor):
    asked = resources.request(resource=material(quantity=1), quantity=2, why="Two", by=participant, now=NOW)

    with pytest.raises(resources.NotEnough):
        resources.answer_request(request=asked, state="issued", location=store(), by=mentor, now=NOW)

    assert ResourceRequest.objects.get().state == "open"


def test_only_participants_ask_for_one_thing_and_not_without_end(participant, mentor):
    canvas = material()
    words = {"why": "More", "now": NOW}

    with pytest.raises(NotAllowed):
        resources.request(**words, resource=canvas, by=mentor)
    with pytest.raises(resources.NothingWanted):
        resources.request(**words, by=participant)
    key = uuid4()
    for _ in range(2):
        resources.request(**words, resource=canvas, by=participant, submission=key)
    assert ResourceRequest.objects.count() == 1
    for _ in range(19):
        resources.request(**words, resource=canvas, by=participant)
    with pytest.raises(resources.TooManyRequests):
        resources.request(**words, resource=canvas, by=participant)


# Low ---------------------------------------------------------------------------------------------------------


def test_coordinators_are_told_once_that_something_runs_low(
    participant, mentor, moderator, django_capture_on_commit_callbacks
):
    canvas = material(quantity=5, low_at=Decimal(3))
    material("Clay", unit="kg", quantity=9, low_at=Decimal(3))

    def told() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return resources.tell_low(now=NOW)

    assert told() == 0
    hand_out(participant, moderator, (canvas, 2))
    assert (told(), told()) == (1, 0)
    [item] = letters.told(moderator, "supplies_low")
    assert (item.words, item.details()) == ("Canvas (piece) runs low", ["In store: 3"])
    assert item.link == f"/my/supplies/stock/{canvas.pk}/"
    resources.receive(resource=canvas, location=store(), quantity=5, by=mentor, now=NOW)
    assert told() == 0
    resources.consume(resource=canvas, location=store(), quantity=6, by=mentor, now=NOW)
    assert told() == 1
