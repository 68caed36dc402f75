"""Closing an account: hidden and logged out at once, erased when the time to think it over has passed."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts import signals
from portal.accounts.models import AuditEvent, Closure, Erasure, User
from portal.accounts.services import audit, erasing
from portal.core import privacy
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require

logger = logging.getLogger(__name__)


class NotYet(DomainError):
    """Something has to be settled before the account can be closed; the message says what."""


class LastOperator(DomainError):
    message = gettext_lazy("You are the only operator of this site. Make somebody else one first.")


class NotClosing(DomainError):
    message = gettext_lazy("This account is not closed.")


@transaction.atomic
def begin(*, user: User, by: User, now: datetime) -> Closure:
    """Close the account of `user` from `now`. Raises NotYet, LastOperator, NotAllowed."""
    user = _locked(user)
    require(by.is_active and by == user, _("Everybody closes their own account only."))
    if closure := Closure.objects.filter(person=user).first():
        return closure
    if user.is_superuser and not _another_stays(user):
        raise LastOperator
    if reasons := privacy.obstacles_of(user):
        raise NotYet(" ".join(reasons))
    closure = Closure.objects.create(
        person=user, begun_at=now, due_at=now + timedelta(days=settings.ACCOUNT_CLOSURE_GRACE_DAYS)
    )
    _end_sessions(user)
    audit.record(action=AuditEvent.Action.CLOSURE_BEGUN, by=by, subject=user, now=now)
    announce(signals.account_closing, User, user=user)
    transaction.on_commit(lambda: _say_good_bye(user, closure))
    return closure


def _locked(user: User) -> User:
    """Lock `user`; with an operator all operators, in one order, so that they do not leave at once."""
    if user.is_superuser:
        list(User.objects.select_for_update().filter(is_superuser=True).order_by("pk"))
    return User.objects.select_for_update().get(pk=user.pk)


def _another_stays(user: User) -> bool:
    """Whether there is an operator who does not leave as well."""
    operators = User.objects.filter(is_superuser=True, is_active=True, closure=None)
    return operators.exclude(pk=user.pk).exists()


@transaction.atomic
def hide(*, user: User, what: str, values: dict[str, str]) -> None:
    """Remember what a listener of `account_closing` hid: {id: how it was shown}, under the name `what`."""
    closure = Closure.objects.select_for_update().get(person=user)
    closure.hidden = {**closure.hidden, what: {**values, **closure.hidden.get(what, {})}}
    closure.save(update_fields=["hidden"])


@transaction.atomic
def undo(*, user: User, by: User, now: datetime) -> None:
    """Reopen the account of `user`, with everything shown as before. Raises NotClosing, NotAllowed."""
    require(by == user and by.is_active, _("Everybody reopens their own account only."))
    closure = Closure.objects.select_for_update().filter(person=user).first()
    if closure is None:
        raise NotClosing
    hidden = closure.hidden
    closure.delete()
    audit.record(action=AuditEvent.Action.CLOSURE_UNDONE, by=by, subject=user, now=now)
    announce(signals.account_reopened, User, user=user, hidden=hidden)


def erase_due(*, now: datetime) -> int:
    """Erase every account whose time has come; return how many. One failure does not stop the others."""
    count = 0
    for number in list(
        Closure.objects.filter(due_at__lte=now).order_by("due_at").values_list("person", flat=True)
    ):
        try:
            count += _erase_one(number, now)
        except Exception:
            logger.exception("An account could not be erased; it is tried again next time")
    _write_list()
    return count


def replay(*, now: datetime) -> int:
    """Erase again whom a restored backup brought back; return how many. Run it before the site opens."""
    count = 0
    for number, erased_at in sorted(_read_list().items()):
        if Erasure.objects.filter(person_number=number).exists():
            continue
        with transaction.atomic():
            user = User.objects.select_for_update().filter(pk=number, date_joined__lte=erased_at).first()
            if user:
                _erase(user, erased_at, now)
                count += 1
    erasing.clear_caches()
    return count


def _erase_one(number: int, now: datetime) -> int:
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=number)
        # Asked again under the lock: the person may have logged in a moment ago.
        if not Closure.objects.filter(person=user, due_at__lte=now).exists():
            return 0
        if privacy.obstacles_of(user):
            logger.warning("An account waits to be erased: something of it is not settled yet")
            return 0
        _erase(user, now, now)
    erasing.clear_caches()
    return 1


def _erase(user: User, erased_at: datetime, now: datetime) -> None:
    erasing.erase(user=user, now=now)
    Erasure.objects.create(person_number=user.pk, erased_at=erased_at)
    audit.record(action=AuditEvent.Action.ERASED, by=None, subject=user, now=now)
    announce(signals.account_erased, User, user=user)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def _say_good_bye(user: User, closure: Closure) -> None:
    context: dict[str, Any] = {
        "user": user,
        "closure": closure,
        "site": settings.SITE_NAME,
        "url": settings.SITE_URL,
    }
    body = render_to_string("emails/accounts/closure.txt", context)
    send_mail(_("Your account is closed"), body, settings.DEFAULT_FROM_EMAIL, [user.email], fail_silently=True)


# The list of erasures stands in the database and, because a restore would lose it there, in a file too.


def _list_path() -> Path:
    return Path(settings.ERASURE_LIST)


def _write_list() -> None:
    """Append to the file what it lacks."""
    known = _read_file()
    missing = Erasure.objects.exclude(person_number__in=known).order_by("pk")
    lines = [json.dumps({"number": each.person_number, "at": each.erased_at.isoformat()}) for each in missing]
    if lines:
        _list_path().parent.mkdir(parents=True, exist_ok=True)
        with _list_path().open("a", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")


def _read_file() -> dict[int, datetime]:
    if not _list_path().exists():
        return {}
    found = {}
    for line in _list_path().read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        at = parse_datetime(entry["at"])
        if at is not None:
            found[int(entry["number"])] = at
    return found


def _read_list() -> dict[int, datetime]:
    rows = Erasure.objects.values_list("person_number", "erased_at")
    return {**dict(rows), **_read_file()}
