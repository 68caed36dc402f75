"""Paying out: asked for and reserved, looked at, paid with a proof or called off (by a provider: `sending`).

Whoever asks reserves the amount at once, so nothing is promised twice. Coordinators prepare and pay; above a limit
a second one agrees first. What is due to a minor goes to their guardian.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from mentorship.services import files as stored
from portal.accounts.models import Guardian, User
from portal.core import documents, uploads
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require
from portal.core.templatetags import ui
from portal.core.uploads import BadUpload
from shop import money, payout_ways
from shop.models import Payout, PayoutAccount
from shop.services import ledger
from shop.services.ledger import Kind, Leg, Purse
from shop.signals import payout_cancelled, payout_paid, payout_requested

State, Method = Payout.State, Payout.Method
#: Slices of a large amount are one for as long as this.
LATELY = timedelta(days=30)
PROOFS = frozenset({"pdf"})


class TooLittle(DomainError):
    """Less than a payout is worth its trouble."""


class AlreadyAsked(DomainError):
    message = gettext_lazy("A payout is on its way already. Wait for it, or call it off first.")


class NoDestination(DomainError):
    message = gettext_lazy("Say to which number or account it goes.")


class NotOffered(DomainError):
    message = gettext_lazy("This way to be paid is not switched on here.")


class NoAccount(DomainError):
    message = gettext_lazy(
        "First open an account there, and finish it: see “Where you are paid to” at My payouts."
    )


class BadAddress(DomainError):
    message = gettext_lazy("Write the e-mail address of the PayPal account.")


class NotByHand(DomainError):
    message = gettext_lazy("Nobody pays this by hand: it is sent by its provider.")


class GuardianNeeded(DomainError):
    message = gettext_lazy(
        "Money of somebody under 18 goes to a guardian. Ask your mentor to record yours first, or choose one."
    )


class ReceiverChanged(GuardianNeeded):
    message = gettext_lazy(
        "Money of somebody under 18 goes to a guardian on record, and whom this payout names is none. Call it off,"
        " and ask anew with a guardian of today."
    )


class NotInThisState(DomainError):
    message = gettext_lazy("This payout has moved on meanwhile. Reload the page.")


class AnotherNeeded(DomainError):
    message = gettext_lazy(
        "This is a large amount, alone or with what was paid out within a month: somebody else has to agree first."
    )


class NotYet(DomainError):
    message = gettext_lazy("This account is new, so the money waits some days before it leaves.")


class MeanwhileOwed(DomainError):
    message = gettext_lazy(
        "Money went back to a buyer after this was asked for, and there is less than nothing in hand. Call this"
        " off: what was set aside then covers it."
    )


class NoProof(DomainError):
    message = gettext_lazy("Add the signed receipt or the bank's confirmation.")


class NoReason(DomainError):
    message = gettext_lazy("Say in a few words why.")


class KnownReceipt(DomainError):
    message = gettext_lazy("Another payout has this receipt number.")


@transaction.atomic
def request(
    *,
    person: User,
    currency: str,
    amount_minor: int,
    method: str,
    by: User,
    now: datetime,
    submission: uuid.UUID,
    destination: str = "",
    guardian: Guardian | None = None,
) -> Payout:
    """Ask for `amount_minor` of what `person` has in hand, and reserve it; the same `submission` once.

    A coordinator who asks for somebody has prepared it by that.
    Raises NotAllowed, TooLittle, AlreadyAsked, NotOffered, NoDestination, NoAccount, BadAddress, GuardianNeeded,
    NotEnough.
    """
    ledger.lock_people([person])
    person = User.objects.get(pk=person.pk)
    require(by.is_active and can_ask_for(by, person), _("Only whose money it is, or a coordinator, asks for it."))
    if again := Payout.objects.filter(submission=submission, person=person).first():
        return again
    _require_enough(person, currency, amount_minor)
    require_receiver(person, guardian)
    destination = _place(person, guardian, method, " ".join(destination.split()))
    if Payout.objects.open().filter(person=person, currency=currency).exists():
        raise AlreadyAsked
    prepared = {"state": State.PREPARED, "prepared_by": by, "prepared_at": now} if by != person else {}
    payout: Payout = Payout.objects.create(
        person=person,
        currency=currency,
        amount_minor=amount_minor,
        method=Method(method),
        provider=payout_ways.of_method(method),
        for_minor=person.is_minor,
        guardian=guardian,
        recipient=guardian.name if guardian else person.display_name,
        destination=destination,
        needs_two=_is_large(person, currency, amount_minor, now),
        not_before=now + _wait(person, method, destination),
        requested_by=by,
        requested_at=now,
        submission=submission,
        **prepared,
    )
    post(payout, "reserve", Kind.EARNINGS, Kind.RESERVED, now)
    log(payout, "shop.payout.request", user=by)
    announce(payout_requested, Payout, payout=payout)
    return payout


def can_ask_for(by: User, person: User) -> bool:
    """Whether `by` asks for money of `person`: they themselves, or who pays out."""
    return by == person or can(by, "create", Payout)


def require_receiver(person: User, guardian: Guardian | None) -> None:
    """Let a minor's money go to a guardian on record, and nobody's to somebody else's. Raises GuardianNeeded."""
    if guardian and (guardian.person_id != person.pk or guardian.removed_at):
        raise GuardianNeeded
    if person.is_minor and guardian is None:
        raise GuardianNeeded


def _place(person: User, guardian: Guardian | None, method: str, typed: str) -> str:
    """Return the number, account or address that `method` pays to; nothing for cash."""
    if method not in payout_ways.offered():
        raise NotOffered
    if method == Method.CASH:
        return ""
    if method in payout_ways.OPENERS:
        return _account(person, guardian, method)
    if not typed:
        raise NoDestination
    if method == Method.PAYPAL:
        try:
            validate_email(typed)
        except ValidationError:
            raise BadAddress from None
    return typed


def _account(person: User, guardian: Guardian | None, method: str) -> str:
    own = PayoutAccount.objects.filter(
        person=person, guardian=guardian, provider=payout_ways.of_method(method), is_ready=True
    )
    ref = own.values_list("ref", flat=True).first()
    if ref is None:
        raise NoAccount
    return str(ref)


def _require_enough(person: User, currency: str, amount_minor: int) -> None:
    least = settings.PAYOUT_LEAST_MINOR
    if amount_minor < max(least, 1):
        shown = ui.money(money.from_minor(least, currency), currency)
        raise TooLittle(_("The least that is paid out is %(amount)s.") % {"amount": shown})
    if ledger.balance(kind=Kind.EARNINGS, currency=currency, owner=person) < amount_minor:
        raise ledger.NotEnough


def _is_large(person: User, currency: str, amount_minor: int, now: datetime) -> bool:
    """Whether two look at it: together with what went or is to go to `person` lately, it is above the limit."""
    lately = Payout.objects.lately(person, currency, since=now - LATELY).total_minor()
    return bool(lately + amount_minor > settings.PAYOUT_TWO_ABOVE_MINOR)


def _wait(person: User, method: str, destination: str) -> timedelta:
    """Nothing for cash, which is handed to a known face, and for where money went before."""
    known = Payout.objects.filter(person=person, state=State.PAID, method=method, destination=destination)
    if method == Method.CASH or known.exists():
        return timedelta(0)
    return timedelta(hours=settings.PAYOUT_NEW_ACCOUNT_HOURS)


@transaction.atomic
def prepare(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Say that recipient and account were checked. Raises NotAllowed, NotInThisState."""
    payout = locked(payout)
    require(can(by, "pay", payout), _("Coordinators prepare payouts, and nobody their own."))
    if payout.state != State.REQUESTED:
        raise NotInThisState
    payout.state, payout.prepared_by, payout.prepared_at = State.PREPARED, by, now
    payout.save(update_fields=["state", "prepared_by", "prepared_at", "updated_at"])
    log(payout, "shop.payout.prepare", user=by)
    return payout


@transaction.atomic
def approve(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Agree, as the second one, that a large amount leaves. Raises NotAllowed, NotInThisState."""
    payout = locked(payout)
    require(can(by, "approve", payout), _("Another coordinator agrees: not who asked and not who prepared it."))
    if payout.state != State.PREPARED or not payout.waits_for_another:
        raise NotInThisState
    payout.approved_by, payout.approved_at = by, now
    payout.save(update_fields=["approved_by", "approved_at", "updated_at"])
    log(payout, "shop.payout.approve", user=by)
    return payout


def pay(*, payout: Payout, by: User, now: datetime, evidence: Any = None, ref: str = "") -> Payout:
    """Say that `payout` was paid, with the file `evidence` that proves it; `ref` is the receipt's number.

    Raises NotAllowed, NotByHand, NotInThisState, ReceiverChanged, AnotherNeeded, NotYet, MeanwhileOwed, NoProof,
    KnownReceipt, BadUpload.
    """
    require(can(by, "pay", payout), _("Coordinators pay out, and nobody to themselves."))
    way = payout_ways.by_name(payout.provider)
    if not way.needs_evidence:
        raise NotByHand
    if not evidence:
        raise NoProof
    content, content_type, extension = _clean(evidence)
    with stored.shelf() as shelf, transaction.atomic():
        payout = locked(payout)
        require_ready(payout, now)
        receipt = way.send(payout, told_ref=" ".join(ref.split())[:80])
        if Payout.objects.filter(ref=receipt.ref).exists():
            raise KnownReceipt
        folder = uploads.stored_folder("payouts")
        payout.evidence.name = shelf.put(f"{folder}/proof.{extension}", content)
        payout.evidence_type = content_type
        payout.state, payout.paid_by, payout.paid_at, payout.ref = State.PAID, by, now, receipt.ref
        payout.save()
        post(payout, "paid", Kind.RESERVED, way.leaves, now)
        log(payout, "shop.payout.pay", user=by)
        announce(payout_paid, Payout, payout=payout)
    return payout


def require_ready(payout: Payout, now: datetime) -> None:
    """Let nothing leave that too few looked at, or to who owes it by now or may not have it any more.

    The caller holds the person's lock. Raises NotInThisState, ReceiverChanged, AnotherNeeded, NotYet,
    MeanwhileOwed.
    """
    if payout.state != State.PREPARED:
        raise NotInThisState
    try:
        require_receiver(payout.person, payout.guardian)
    except GuardianNeeded:
        raise ReceiverChanged from None
    if payout.waits_for_another:
        raise AnotherNeeded
    if now < payout.not_before:
        raise NotYet
    if ledger.balance(kind=Kind.EARNINGS, currency=payout.currency, owner=payout.person) < 0:
        raise MeanwhileOwed


def _clean(file: Any) -> tuple[Any, str, str]:
    """Look at a proof, a picture or a PDF: (content, type, extension). Raises BadUpload."""
    extension = uploads.clean_filename(file.name).rsplit(".", 1)[-1].lower()
    if extension in PROOFS:
        document = documents.clean(file)
        document.seek(0)
        return document, "application/pdf", "pdf"
    upload = uploads.clean(file)
    if upload.kind != "image":
        raise BadUpload(_("A proof is a picture or a PDF file."))
    upload.content.seek(0)
    return upload.content, upload.content_type, upload.extension


@transaction.atomic
def cancel(*, payout: Payout, by: User, now: datetime, reason: str = "") -> Payout:
    """Call a payout off that was not paid; the money is in hand again. Who pays out says why.

    Raises NotAllowed, NotInThisState, NoReason.
    """
    payout = locked(payout)
    require(can(by, "cancel", payout), _("Only whose money it is, or a coordinator, calls this off."))
    if not payout.is_waiting:
        raise NotInThisState
    reason = " ".join(reason.split())[:200]
    if by.pk != payout.person_id and not reason:
        raise NoReason
    payout.state, payout.cancelled_by, payout.cancelled_at = State.CANCELLED, by, now
    payout.reason = reason
    payout.save(update_fields=["state", "cancelled_by", "cancelled_at", "reason", "updated_at"])
    post(payout, "cancel", Kind.RESERVED, Kind.EARNINGS, now)
    log(payout, "shop.payout.cancel", user=by)
    announce(payout_cancelled, Payout, payout=payout)
    return payout


# For these services only ------------------------------------------------------------------------------------


def locked(payout: Payout) -> Payout:
    """Lock the person first, as everything does that books on their purses, then the payout."""
    ledger.lock_people([payout.person])
    rows = Payout.objects.select_for_update(of=("self",)).select_related("person", "guardian")
    return rows.get(pk=payout.pk)


def post(payout: Payout, what: str, source: str, target: str, now: datetime) -> None:
    """Book `payout-<what>:<id>`: the amount goes from purse `source` to `target`."""
    legs = [Leg(_purse(payout, source), -payout.amount_minor), Leg(_purse(payout, target), payout.amount_minor)]
    ledger.post(key=f"payout-{what}:{payout.public_id}", kind=f"payout_{what}", legs=legs, now=now)


def _purse(payout: Payout, kind: str) -> Purse:
    if kind in (Kind.EARNINGS, Kind.RESERVED):
        return Purse(kind, payout.currency, owner=payout.person)
    return Purse(kind, payout.currency, provider=payout.provider if kind == Kind.CLEARING else "")
