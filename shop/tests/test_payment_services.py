"""What the provider says becomes what the shop does."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from portal.core.exceptions import NotAllowed
from portal.testing import letters
from shop.models import DemoSession, LedgerAccount, LedgerEntry, Payment, Refund, SaleLine
from shop.payments import demo
from shop.payments.base import Facts, ProviderDown, Session, Status
from shop.selectors import integrity
from shop.services import ledger, orders, payments
from shop.signals import order_settled
from shop.tests import tills
from shop.tests.factories import piece

pytestmark = pytest.mark.django_db
State = Payment.State


@pytest.fixture(autouse=True)
def money_adds_up():
    """After every test: entries balance, accounts agree with sales, stock with open orders."""
    yield
    assert list(integrity.problems()) == []


def status(payment):
    payment.order.refresh_from_db()
    return payment.order.status


def test_a_paid_order_earns_its_makers(participant, stranger, settings):
    settings.PLATFORM_SHARE_BP = 1000
    now = timezone.now()

    payment = tills.paid(piece(participant, price="48.00"), piece(stranger, price="0.55"), now=now)

    assert payment.settles
    assert status(payment) == "Paid"
    assert {line.status for line in payment.order.lines.all()} == {"Paid"}
    sale = SaleLine.objects.get(seller__user=participant)
    assert (sale.gross_minor, sale.share_minor, sale.net_minor, sale.share_bp) == (4800, 480, 4320, 1000)
    assert sale.release_date == (now + timedelta(days=7)).date()
    assert SaleLine.objects.get(seller__user=stranger).share_minor == 6  # 5.5 cents, half up
    kinds = LedgerAccount.Kind
    assert ledger.balance(kind=kinds.EARNINGS_PENDING, currency="EUR", owner=participant) == 4320
    assert ledger.balance(kind=kinds.FEE_INCOME, currency="EUR") == 486
    assert ledger.balance(kind=kinds.CLEARING, currency="EUR", provider="demo") == -4855
    assert ledger.balance(kind=kinds.UNEARNED, currency="EUR") == 0


def test_a_later_rate_never_touches_an_old_sale(participant, settings):
    payment = tills.paid(piece(participant, price="10.00"))

    settings.PLATFORM_SHARE_BP = 5000

    assert payment.order.lines.get().sale.net_minor == 1000


def test_reading_the_provider_again_changes_nothing(participant):
    payment = tills.paid(piece(participant))

    for _ in range(3):
        payments.sync(payment=payment, now=timezone.now())

    assert LedgerEntry.objects.count() == 2


def test_others_hear_of_a_paid_order_once_and_after_the_fact(participant, django_capture_on_commit_callbacks):
    heard = []

    def listen(order, **_):
        heard.append(order.status)

    order_settled.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            payment = tills.paid(piece(participant))
            payments.sync(payment=payment, now=timezone.now())
    finally:
        order_settled.disconnect(listen)

    assert heard == ["Paid"]


def test_buyer_and_makers_get_a_mail_about_what_is_theirs(
    participant, stranger, settings, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://shop.example"
    with django_capture_on_commit_callbacks(execute=True):
        tills.paid(piece(participant, title="Blue jug"), piece(stranger, title="Red bowl"))

    by_address = {letters.address(letter): letter for letter in letters.sent()}
    buyers = by_address["guest@example.org"]
    assert "Blue jug" in buyers.body
    assert "Red bowl" in buyers.body
    assert "https://shop.example/shop/order/" in buyers.body
    assert "https://shop.example/shop/order/" in buyers.alternatives[0][0]
    makers = by_address[participant.email]
    assert "Blue jug" in makers.subject
    assert "Red bowl" not in makers.body
    assert "guest@example.org" not in makers.body + makers.alternatives[0][0]
    assert len(mail.outbox) == 3


def test_a_title_cannot_add_a_header_to_a_mail(participant, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tills.paid(piece(participant, title="Jug\nBcc: all@example.org"))

    assert any("Jug Bcc: all@example.org" in letter.subject for letter in letters.sent())


def test_a_cancelled_payment_frees_its_pieces_at_once(participant):
    pot = piece(participant)
    payment = tills.order(pot)

    payment = payments.cancel(payment=payment, now=timezone.now())

    assert payment.state == State.EXPIRED
    assert status(payment) == "Cancelled"
    assert tills.stock(pot) == (1, 0)
    assert DemoSession.objects.get(key=payment.uuid).status == "expired"


def test_a_buyer_who_was_faster_than_the_cancel_has_paid(participant):
    payment = tills.order(piece(participant))
    demo.pay(key=payment.uuid)

    payment = payments.cancel(payment=payment, now=timezone.now())

    assert payment.settles
    assert status(payment) == "Paid"


def test_a_buyer_who_closed_the_browser_is_found_by_the_sweeper(participant):
    now = timezone.now()
    payment = tills.order(piece(participant), now=now)
    demo.pay(key=payment.uuid)

    counts = payments.sweep(now=now + timedelta(minutes=5))

    assert counts["captured"] == 1
    assert status(payment) == "Paid"


def test_a_payment_whose_page_was_never_opened_expires_and_stays_closed(participant):
    pot = piece(participant)
    payment = tills.order(pot, start=False)

    payments.sweep(now=payment.expires_at)

    payment.refresh_from_db()
    assert payment.state == State.EXPIRED
    assert tills.stock(pot) == (1, 0)
    with pytest.raises(demo.PageClosed):
        demo.pay(key=payment.uuid)


def late(payment):
    """The provider captured although it had told us that the page was closed."""
    DemoSession.objects.filter(key=payment.uuid).update(status="paid")
    return payments.sync(payment=payment, now=timezone.now())


def test_late_money_is_accepted_while_the_piece_is_still_there(participant):
    pot = piece(participant)
    payment = payments.cancel(payment=tills.order(pot), now=timezone.now())

    payment = late(payment)

    assert payment.settles
    assert status(payment) == "Paid"
    assert tills.stock(pot) == (0, 0)
    assert payment.order.basket.lines.count() == 0


def test_late_money_for_a_piece_that_is_gone_goes_back_in_full(participant):
    pot, cup = piece(participant, price="20.00"), piece(participant, price="5.00")
    payment = payments.cancel(payment=tills.order(pot, cup), now=timezone.now())
    winner = tills.paid(pot)

    payment = late(payment)

    assert payment.is_captured
    assert not payment.settles
    assert status(payment) == "Cancelled"
    refund = Refund.objects.get()
    assert (refund.state, refund.amount_minor) == ("done", 2500)
    assert DemoSession.objects.get(key=payment.uuid).refunds == {str(refund.uuid): 2500}
    assert status(winner) == "Paid"
    assert tills.stock(cup) == (1, 0)
    assert ledger.balance(kind="clearing", currency="EUR", provider="demo") == -2000


def test_an_order_paid_twice_keeps_the_first_and_returns_the_second(participant):
    pot = piece(participant, kind="edition", quantity=5)
    first = tills.order(pot)
    second = Payment.objects.create(
        order=first.order,
        provider="demo",
        state=State.EXPIRED,
        amount_minor=first.amount_minor,
        currency="EUR",
        holds_stock=False,
        expires_at=first.expires_at,
    )
    demo._session_of(second)
    demo.pay(key=first.uuid)
    payments.sync(payment=first, now=timezone.now())

    second = late(second)

    assert not second.settles
    assert second.refunds.get().state == "done"
    assert SaleLine.objects.count() == 1
    assert tills.stock(pot) == (4, 0)


class Answering:
    """A provider that says what the test wants."""

    def __init__(self, facts=None, down=False):
        self.facts, self.down = facts, down

    def start(self, payment, *, return_url):
        if self.down:
            raise ProviderDown
        return Session(ref=f"x-{payment.pk}", url="/somewhere/")

    def fetch(self, payment):
        if self.down:
            raise ProviderDown
        return self.facts

    def close(self, payment, *, return_url):
        return self.fetch(payment)

    def refund(self, refund):
        raise ProviderDown


@pytest.fixture
def provider(monkeypatch):
    def use(**values):
        monkeypatch.setattr(payments.providers, "by_name", lambda name: Answering(**values))

    return use


@pytest.mark.parametrize(("amount", "currency"), [(2400, "EUR"), (2500, "USD"), (1, "EUR"), (250000, "EUR")])
def test_money_that_differs_from_the_order_pays_nothing_and_calls_a_person(
    participant, provider, amount, currency
):
    payment = tills.order(piece(participant, price="25.00"))
    provider(facts=Facts(Status.PAID, "x", amount, currency))

    payment = payments.sync(payment=payment, now=timezone.now())

    assert payment.problem
    assert not payment.settles
    assert status(payment) == "Awaiting payment"
    assert not SaleLine.objects.exists()
    problems = list(integrity.problems())
    assert len(problems) == 1
    Payment.objects.update(problem="")


def test_a_provider_that_is_down_loses_nothing(participant, provider):
    pot = piece(participant)
    payment = tills.order(pot)
    provider(down=True)

    counts = payments.sweep(now=payment.expires_at)

    payment.refresh_from_db()
    assert counts["failed"] == 1
    assert payment.state == State.PENDING
    assert tills.stock(pot) == (1, 1)


def test_a_slow_bank_keeps_the_pieces_until_it_answers(participant, provider):
    pot = piece(participant)
    payment = tills.order(pot)
    provider(facts=Facts(Status.PROCESSING, "x"))
    payment = payments.sync(payment=payment, now=timezone.now())
    assert payment.state == State.PROCESSING
    payments.sweep(now=payment.expires_at)
    assert tills.stock(pot) == (1, 1)

    provider(facts=Facts(Status.FAILED, "x"))
    payment = payments.sync(payment=payment, now=timezone.now())

    assert payment.state == State.FAILED
    assert tills.stock(pot) == (1, 0)


def test_a_refund_that_cannot_be_made_now_is_made_later(participant, monkeypatch):
    pot = piece(participant)
    payment = payments.cancel(payment=tills.order(pot), now=timezone.now())
    tills.paid(pot)
    give_back = demo.DemoProvider.refund

    def refuse(self, refund):
        raise ProviderDown

    monkeypatch.setattr(demo.DemoProvider, "refund", refuse)
    late(payment)
    assert Refund.objects.get().state == "created"
    monkeypatch.setattr(demo.DemoProvider, "refund", give_back)
    payments.sweep(now=timezone.now() + timedelta(minutes=2))

    assert Refund.objects.get().state == "done"


def test_earnings_rest_until_their_day_and_until_the_piece_is_sent(participant):
    now = timezone.now()
    payment = tills.paid(
        piece(participant, price="30.00"), piece(participant, kind="digital", price="4.00"), now=now
    )
    week = now + timedelta(days=7)

    assert orders.release_due(now=now + timedelta(days=6)) == 0
    assert orders.release_due(now=week) == 1
    assert ledger.balance(kind="earnings", currency="EUR", owner=participant) == 400

    orders.ship(sale=SaleLine.objects.get(needs_shipping=True), by=participant, now=week)
    assert status(payment) == "Shipped"
    assert orders.release_due(now=week) == 1
    assert orders.release_due(now=week) == 0
    assert ledger.balance(kind="earnings", currency="EUR", owner=participant) == 3400
    assert ledger.balance(kind="earnings_pending", currency="EUR", owner=participant) == 0
    assert status(payment) == "Complete"


def test_an_order_is_sent_when_every_maker_has_sent_theirs(participant, stranger):
    payment = tills.paid(piece(participant), piece(stranger))
    mine, other = (SaleLine.objects.get(seller__user=maker) for maker in (participant, stranger))

    orders.ship(sale=mine, by=participant, now=timezone.now(), tracking="DHL 123")
    assert status(payment) == "Paid"
    orders.ship(sale=other, by=stranger, now=timezone.now())

    assert status(payment) == "Shipped"


def test_a_piece_is_held_until_it_is_paid_and_then_gone(participant):
    pot = piece(participant, kind="edition", quantity=5)

    payment = tills.order(pot, quantity=2)
    assert tills.stock(pot) == (5, 2)
    demo.pay(key=payment.uuid)
    payments.sync(payment=payment, now=timezone.now())

    assert tills.stock(pot) == (3, 0)


def test_only_the_maker_marks_a_piece_as_sent(participant, stranger, moderator):
    tills.paid(piece(participant))

    for person in (stranger, moderator):
        with pytest.raises(NotAllowed):
            orders.ship(sale=SaleLine.objects.get(), by=person, now=timezone.now())


def test_the_nightly_check_prints_figures_and_finds_what_is_wrong(participant, capsys):
    pot = piece(participant)
    tills.order(pot)
    call_command("check_integrity")
    assert "problems: 0" in capsys.readouterr().out
    pot.product.stockrecords.update(num_allocated=0)

    with pytest.raises(SystemExit):
        call_command("check_integrity")

    assert "open orders need 1" in capsys.readouterr().err
    pot.product.stockrecords.update(num_allocated=1)


def test_the_clock_commands_run(participant, capsys):
    tills.order(piece(participant))

    call_command("release_reservations")
    call_command("release_earnings")

    assert "expired 0" in capsys.readouterr().out
