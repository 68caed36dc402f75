"""Pieces made to order: offered, accepted, paid in two parts, delivered; or given up, with what was agreed."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.models import Commission, Project
from portal.core.exceptions import NotAllowed
from portal.testing import letters
from shop.models import CommissionOffer, DemoSession, LedgerEntry, Payment, Refund, SaleLine
from shop.payments import demo
from shop.selectors import integrity
from shop.services import checkout, commissions, ledger, listings, orders, payments, refunds
from shop.tests import tills
from shop.tests.factories import work

pytestmark = pytest.mark.django_db
Status = CommissionOffer.Status
VISITOR = AnonymousUser()
DETAILS = checkout.Details(email="vera@example.org", name="Vera", address=tills.ADDRESS)


@pytest.fixture(autouse=True)
def money_adds_up():
    yield
    assert list(integrity.problems()) == []


def asked(maker, asker=None):
    by = {"asker": asker} if asker else {"email": "vera@example.org"}
    idea = work(maker, title="Rug")
    return Commission.objects.create(
        maker=maker, project=idea, name="Vera", message="A blue one?", submission=uuid4(), **by
    )


def terms(**values):
    known = {
        "title": "Blue rug",
        "included": "Wool, one change of colour, sending",
        "price": Decimal("100.00"),
        "deposit_percent": 30,
        "promised_on": timezone.now().date() + timedelta(days=30),
        "kept_percent": 50,
    }
    return commissions.Terms(**{**known, **values})


def offered(maker, asker=None, **values):
    return commissions.offer(
        request=asked(maker, asker), terms=terms(**values), by=maker, submission=uuid4(), now=timezone.now()
    )


def pay(offer, by):
    return tills.pay(commissions.pay(offer=offer, details=DETAILS, by=by, now=timezone.now()))


def brought_to(state, maker, buyer=None, **values):
    """A commission as it stands in `state`, by the steps that lead there."""
    by, now = buyer or VISITOR, timezone.now()
    offer = offered(maker, buyer, **values)
    if state == Status.WAITING:
        CommissionOffer.objects.filter(pk=offer.pk).update(status=Status.WAITING)
    steps = [
        (Status.OFFERED, lambda: None),
        (Status.ACCEPTED, lambda: commissions.accept(offer=offer, by=by)),
        (Status.DEPOSIT_PAID, lambda: pay(offer, by)),
        (Status.IN_WORK, lambda: commissions.begin(offer=offer, by=maker)),
        (Status.READY, lambda: commissions.finish(offer=offer, by=maker)),
        (Status.REST_PAID, lambda: pay(offer, by)),
        (Status.DELIVERED, lambda: commissions.deliver(offer=offer, by=maker, now=now)),
    ]
    ends = {
        Status.DECLINED: lambda: commissions.decline(offer=offer, by=by),
        Status.WITHDRAWN: lambda: commissions.withdraw(offer=offer, by=maker),
    }
    if state in ends:
        ends[state]()
    elif state == Status.CANCELLED:
        offer = brought_to(Status.DEPOSIT_PAID, maker, buyer, **values)
        commissions.cancel(offer=offer, by=maker, note="No wool", now=now)
    elif state != Status.WAITING:
        for reached, step in steps:
            step()
            if reached == state:
                break
    offer.refresh_from_db()
    assert offer.status == state
    return offer


def purse(kind, person=None):
    owner = {"owner": person} if person else {}
    return ledger.balance(kind=kind, currency="EUR", **owner)


def test_both_parts_are_sales_like_any_other_and_rest_until_it_is_delivered(participant, buyer, settings):
    settings.PLATFORM_SHARE_BP = 1000
    offer = brought_to(Status.REST_PAID, participant, buyer)

    assert [sale.gross_minor for sale in SaleLine.objects.order_by("pk")] == [3000, 7000]
    assert [sale.share_minor for sale in SaleLine.objects.order_by("pk")] == [300, 700]
    assert purse("earnings_pending", participant) == 9000
    assert orders.release_due(now=timezone.now() + timedelta(days=99)) == 0
    commissions.deliver(offer=offer, by=participant, now=timezone.now(), tracking="DHL 123")

    assert orders.release_due(now=timezone.now() + timedelta(days=8)) == 2
    assert purse("earnings", participant) == 9000


def test_what_was_made_becomes_a_work_of_its_maker(participant, buyer):
    offer = brought_to(Status.DELIVERED, participant, buyer)

    made = Project.objects.get(pk=offer.project_id)
    assert (made.title, made.owner, made.status, made.visibility) == (
        "Blue rug",
        participant,
        "finished",
        "private",
    )


def test_a_work_that_exists_is_taken_but_nobody_elses(participant, stranger, buyer):
    offer = brought_to(Status.REST_PAID, participant, buyer)
    theirs, mine = work(stranger), work(participant)

    with pytest.raises(commissions.NotYourWork):
        commissions.deliver(offer=offer, by=participant, now=timezone.now(), project=theirs)
    commissions.deliver(offer=offer, by=participant, now=timezone.now(), project=mine)

    offer.refresh_from_db()
    assert offer.project == mine


# States × verbs × roles -----------------------------------------------------------------------------------

NOW_AND_WHY = {"now": None, "note": "Because"}
#: verb: (states in which it is possible, who may)
VERBS = {
    "approve": ({Status.WAITING}, {"mentor", "moderator"}),
    "withdraw": ({Status.WAITING, Status.OFFERED, Status.ACCEPTED}, {"maker"}),
    "accept": ({Status.OFFERED}, {"buyer"}),
    "decline": ({Status.OFFERED, Status.ACCEPTED}, {"buyer"}),
    "pay": ({Status.ACCEPTED, Status.READY}, {"buyer"}),
    "begin": ({Status.DEPOSIT_PAID}, {"maker"}),
    "finish": ({Status.IN_WORK}, {"maker"}),
    "deliver": ({Status.REST_PAID}, {"maker"}),
    "cancel": (
        {Status.DEPOSIT_PAID, Status.IN_WORK, Status.READY},
        {"maker", "buyer"},
    ),
}


def do(verb, offer, by):
    now = timezone.now()
    match verb:
        case "approve":
            commissions.decide(offer=offer, approved=True, by=by)
        case "pay":
            commissions.pay(offer=offer, details=DETAILS, by=by, now=now)
        case "deliver":
            commissions.deliver(offer=offer, by=by, now=now)
        case "cancel":
            commissions.cancel(offer=offer, by=by, note="Because", now=now)
        case _:
            getattr(commissions, verb)(offer=offer, by=by)


@pytest.mark.parametrize("state", Status.values)
def test_each_verb_is_for_its_state_and_its_role(state, participant, mentor, moderator, stranger, buyer):
    people = {
        "maker": participant,
        "buyer": buyer,
        "mentor": mentor,
        "moderator": moderator,
        "stranger": stranger,
        "visitor": VISITOR,
    }
    offer = brought_to(state, participant, buyer)
    for verb, (states, roles) in VERBS.items():
        for role, person in people.items():
            possible = state in states or (state, verb, role) == (Status.REST_PAID, "cancel", "maker")
            if role in roles and possible:
                continue
            wrong = commissions.NotNow if role in roles else NotAllowed
            with pytest.raises(wrong):
                do(verb, offer, person)
    offer.refresh_from_db()
    assert offer.status == state


@pytest.mark.parametrize(
    ("verb", "state", "role"),
    [
        (verb, state, role)
        for verb, (states, roles) in VERBS.items()
        for state in sorted(states)
        for role in sorted(roles)
    ]
    + [("cancel", Status.REST_PAID, "maker")],
)
def test_whoever_may_can(verb, state, role, participant, mentor, moderator, buyer):
    people = {"maker": participant, "buyer": buyer, "mentor": mentor, "moderator": moderator}
    offer = brought_to(state, participant, buyer)

    do(verb, offer, people[role])

    offer.refresh_from_db()
    assert (offer.status != state) == (verb != "pay")


# What goes back -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "by", "back"),
    [
        (Status.DEPOSIT_PAID, "buyer", 3000),
        (Status.IN_WORK, "buyer", 1500),
        (Status.READY, "buyer", 1500),
        (Status.DEPOSIT_PAID, "maker", 3000),
        (Status.IN_WORK, "maker", 3000),
        (Status.REST_PAID, "maker", 10000),
    ],
)
def test_the_deposit_goes_back_as_it_was_told(state, by, back, participant, buyer):
    offer = brought_to(state, participant, buyer)

    commissions.cancel(
        offer=offer, by=buyer if by == "buyer" else participant, note="It is too late", now=timezone.now()
    )

    given = Refund.objects.all()
    assert sum(refund.amount_minor for refund in given) == back
    assert {refund.state for refund in given} == {Refund.State.DONE}
    paid = 10000 if state == Status.REST_PAID else 3000
    assert purse("earnings_pending", participant) == paid - back
    orders.release_due(now=timezone.now() + timedelta(days=8))
    assert purse("earnings", participant) == paid - back


def test_who_cancels_says_why(participant, buyer):
    offer = brought_to(Status.IN_WORK, participant, buyer)

    with pytest.raises(commissions.SayWhy):
        commissions.cancel(offer=offer, by=buyer, note=" ", now=timezone.now())

    assert not Refund.objects.exists()


def test_what_the_maker_gave_back_before_is_not_given_back_again(participant, buyer):
    offer = brought_to(Status.IN_WORK, participant, buyer)
    sale = SaleLine.objects.get()
    early = refunds.ask(
        payment=Payment.objects.get(settles=True),
        parts=[refunds.Part(sale, 2000)],
        reason="Sorry",
        by=participant,
        now=timezone.now(),
    )
    refunds.give_back(refund=early, now=timezone.now())

    commissions.cancel(offer=offer, by=buyer, note="Too late", now=timezone.now())

    assert Refund.objects.count() == 1  # 1000 is left, and the maker keeps up to 1500


# Paying ---------------------------------------------------------------------------------------------------


def test_paying_twice_is_one_payment(participant, buyer):
    offer = brought_to(Status.ACCEPTED, participant, buyer)

    first = commissions.pay(offer=offer, details=DETAILS, by=buyer, now=timezone.now())
    again = commissions.pay(offer=offer, details=DETAILS, by=buyer, now=timezone.now())

    assert first == again


def test_a_payment_that_was_given_up_can_be_made_again(participant, buyer):
    offer = brought_to(Status.ACCEPTED, participant, buyer)
    first = commissions.pay(offer=offer, details=DETAILS, by=buyer, now=timezone.now())
    payments.start(payment=first, now=timezone.now())
    payments.cancel(payment=first, now=timezone.now(), by_buyer=True)

    pay(offer, buyer)

    offer.refresh_from_db()
    assert offer.status == Status.DEPOSIT_PAID


def test_nobody_gives_up_what_is_being_paid(participant, buyer):
    offer = brought_to(Status.ACCEPTED, participant, buyer)
    commissions.pay(offer=offer, details=DETAILS, by=buyer, now=timezone.now())

    with pytest.raises(commissions.commission_parts.BeingPaid):
        commissions.withdraw(offer=offer, by=participant)
    with pytest.raises(commissions.commission_parts.BeingPaid):
        commissions.decline(offer=offer, by=buyer)


def test_money_that_comes_after_the_end_goes_back(participant, buyer):
    offer = brought_to(Status.ACCEPTED, participant, buyer)
    late = commissions.pay(offer=offer, details=DETAILS, by=buyer, now=timezone.now())
    payments.start(payment=late, now=timezone.now())
    payments.sweep(now=timezone.now() + timedelta(hours=2))
    commissions.withdraw(offer=offer, by=participant)
    DemoSession.objects.filter(key=late.uuid).update(status="paid", amount_minor=late.amount_minor)

    payments.sync(payment=late, now=timezone.now())

    offer.refresh_from_db()
    assert offer.status == Status.WITHDRAWN
    assert not SaleLine.objects.exists()
    assert Refund.objects.get().state == Refund.State.DONE


def test_where_it_is_sent_to_is_asked_with_the_rest(participant, buyer):
    offer = brought_to(Status.READY, participant, buyer)
    nowhere = checkout.Details(email="vera@example.org", name="Vera")

    with pytest.raises(checkout.AddressMissing):
        commissions.pay(offer=offer, details=nowhere, by=buyer, now=timezone.now())

    assert pay(offer, buyer).order.shipping_address.city == "Berlin"


def test_a_deposit_is_not_sent_like_a_parcel(participant, buyer):
    brought_to(Status.DEPOSIT_PAID, participant, buyer)

    with pytest.raises(orders.DeliveredThere):
        orders.ship(sale=SaleLine.objects.get(), by=participant, now=timezone.now())


# Terms ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"price": Decimal("0.10")}, listings.BadPrice),
        ({"price": Decimal("10.001")}, listings.BadPrice),
        ({"price": Decimal("1000000")}, listings.BadPrice),
        ({"deposit_percent": 0}, commissions.BadDeposit),
        ({"deposit_percent": 100}, commissions.BadDeposit),
        ({"price": Decimal("1.00"), "deposit_percent": 20}, commissions.BadDeposit),
        ({"kept_percent": 101}, commissions.BadKept),
        ({"kept_percent": -1}, commissions.BadKept),
        ({"promised_on": timezone.now().date() - timedelta(days=1)}, commissions.BadDay),
        ({"promised_on": timezone.now().date() + timedelta(days=9999)}, commissions.BadDay),
    ],
)
def test_terms_that_make_no_sense_are_refused(participant, wrong, refusal):
    with pytest.raises(refusal):
        offered(participant, **wrong)

    assert not CommissionOffer.objects.exists()


def test_only_the_maker_who_was_asked_offers_and_once(participant, stranger):
    request, form = asked(participant), uuid4()
    values = {"request": request, "terms": terms(), "now": timezone.now()}
    with pytest.raises(NotAllowed):
        commissions.offer(by=stranger, submission=form, **values)

    first = commissions.offer(by=participant, submission=form, **values)

    assert commissions.offer(by=participant, submission=form, **values) == first
    with pytest.raises(commissions.OfferedAlready):
        commissions.offer(by=participant, submission=uuid4(), **values)
    commissions.withdraw(offer=first, by=participant)
    assert commissions.offer(by=participant, submission=uuid4(), **values).status == Status.OFFERED


def test_where_somebody_looks_first_the_buyer_does_not_see_it_before(participant, mentor, buyer, settings, login):
    settings.SELLING_APPROVAL = True
    offer = offered(participant, buyer)
    page = offer.get_absolute_url()
    assert offer.status == Status.WAITING
    assert login(buyer).get(page).status_code == 404

    login(mentor).post(page, {"do": "approve"})

    assert login(buyer).get(page).status_code == 200


def test_who_gives_an_offer_back_says_why(participant, mentor, login):
    offer = brought_to(Status.WAITING, participant)
    page = offer.get_absolute_url()

    refused = login(mentor).post(page, {"do": "send_back"})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    login(mentor).post(page, {"do": "send_back", "note": "Too cheap"})

    assert "Too cheap" in login(participant).get(page).content.decode()


# Pages ----------------------------------------------------------------------------------------------------


def typed(**values):
    day = timezone.now().date() + timedelta(days=30)
    known = {"title": "Blue rug", "included": "Wool", "price": "100", "deposit_percent": "30", "is_sent": "on"}
    return {**known, "kept_percent": "50", "promised_on": str(day), "submission": str(uuid4()), **values}


def test_a_visitor_goes_the_whole_way_by_the_links_in_their_mails(
    participant, login, django_capture_on_commit_callbacks
):
    request, maker, visitor = asked(participant), login(participant), Client()
    assert "Make an offer" in maker.get(request.get_absolute_url()).content.decode()

    def post(client, address, **values):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, values)

    answer = post(maker, reverse("shop:commission_offer", args=[request.public_id]), **typed())
    offer = CommissionOffer.objects.get()
    assert answer["Location"] == offer.get_absolute_url()
    [letter] = [each for each in letters.sent() if each.to == ["vera@example.org"]]
    begin, end = reverse("shop:commission_link", args=["TOKEN"]).split("TOKEN")
    here = f"{begin}{letter.body.split(begin)[1].split(end)[0]}{end}"
    assert participant.email not in letter.body

    assert "the maker keeps" in visitor.get(here).content.decode()
    answer = post(visitor, here, do="accept")
    for state in (Status.DEPOSIT_PAID, Status.REST_PAID):
        answer = post(visitor, f"{here}pay/", **tills.TYPED)
        assert answer.status_code == 302, answer.content.decode()
        payment = Payment.objects.latest("pk")
        demo.pay(key=payment.uuid)
        with django_capture_on_commit_callbacks(execute=True):
            payments.sync(payment=payment, now=timezone.now())
        offer.refresh_from_db()
        assert offer.status == state
        assert "Blue rug" in visitor.get(payments.return_path(payment)).content.decode()
        if state == Status.DEPOSIT_PAID:
            assert "Greta" in maker.get(reverse("shop:sales")).content.decode()
            post(maker, offer.get_absolute_url(), do="begin")
            post(maker, offer.get_absolute_url(), do="finish")
    post(maker, offer.get_absolute_url(), do="deliver", tracking="DHL 123")

    offer.refresh_from_db()
    assert offer.status == Status.DELIVERED
    assert "DHL 123" in maker.get(reverse("shop:sales")).content.decode()
    assert visitor.get(here).status_code == 200


def test_papers_of_both_parts_can_be_read(participant, buyer, login):
    brought_to(Status.DELIVERED, participant, buyer)
    client = login(buyer)

    for payment in Payment.objects.filter(settles=True):
        number = payment.order.number
        for page in ("shop:order", "shop:receipt", "shop:receipt_pdf"):
            assert client.get(reverse(page, args=[number])).status_code == 200
    assert client.get(reverse("shop:orders")).status_code == 200
    for sale in SaleLine.objects.all():
        assert login(participant).get(reverse("shop:slip", args=[sale.pk])).status_code == 200
        assert login(participant).get(reverse("shop:sale_refund", args=[sale.pk])).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"price": "x"}, {"price": "0.1"}, {"deposit_percent": "5"}, {"promised_on": "2001-01-01"}, {"title": ""}],
)
def test_a_refused_offer_keeps_what_was_typed(participant, login, wrong):
    request = asked(participant)

    answer = login(participant).post(
        reverse("shop:commission_offer", args=[request.public_id]), typed(included="Fine wool", **wrong)
    )

    assert answer.status_code == 422
    assert "Fine wool" in answer.content.decode()
    assert 'class="errorlist"' in answer.content.decode()


def test_others_find_nothing(participant, buyer, stranger, login):
    offer = brought_to(Status.ACCEPTED, participant, buyer)
    for page in (offer.get_absolute_url(), reverse("shop:commission_pay", args=[offer.public_id])):
        assert login(stranger).get(page).status_code == 404
        assert Client().get(page).status_code == 302
    assert login(participant).get(reverse("shop:commission_pay", args=[offer.public_id])).status_code == 404
    token = commissions.link_token(offer)  # a member's is not opened by a link
    assert Client().get(reverse("shop:commission_link", args=[token])).status_code == 404
    assert Client().get(reverse("shop:commission_link", args=["x"])).status_code == 404
    assert "Blue rug" not in login(stranger).get(reverse("shop:commissions")).content.decode()


def test_a_button_that_came_too_late_says_so(participant, buyer, login):
    offer = brought_to(Status.DECLINED, participant, buyer)

    answer = login(buyer).post(offer.get_absolute_url(), {"do": "accept"}, follow=True)

    assert "not possible" in answer.content.decode()


def test_the_list_asks_no_more_for_more_rows(participant, login, assert_queries_do_not_grow):
    assert_queries_do_not_grow(
        reverse("shop:commissions"), lambda: offered(participant), client=login(participant), rows=4
    )


def test_nothing_of_it_can_be_found_in_the_shop(participant, buyer):
    offer = brought_to(Status.ACCEPTED, participant, buyer)

    assert "Blue rug" not in Client().get(reverse("catalogue:index")).content.decode()
    assert not any(part.product.is_public for part in offer.parts.all())
    assert not LedgerEntry.objects.exists()
