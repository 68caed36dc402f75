"""Looking at what was reported: each step has its reason, is told to its person, and stays in the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from messaging import signals
from messaging.models import Case, CaseAct, CaseReport, Decision, Suspension
from messaging.models.desk import Reason
from messaging.selectors import desk as questions
from messaging.services import hiding
from portal.accounts.models import User
from portal.accounts.services import audit
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

Act, State = CaseAct.Act, Case.State
#: Steps of which the person is told, with words of whoever takes them.
TOLD = frozenset({Act.HIDE, Act.WARN, Act.SUSPEND, Act.BAN})


class NotYours(DomainError):
    message = _("Take the case first: somebody else may be looking at it.")


class NothingSaid(DomainError):
    message = _("Say to the person, in a sentence, what you do and why.")


class DecidedBySame(DomainError):
    message = _("Somebody else has to look at an objection to what you decided.")


class NobodyThere(DomainError):
    message = _("This was written without an account: there is nobody to tell, or to suspend.")


class NothingToAppeal(DomainError):
    message = _("There is nothing to object to, or you have objected already.")


@transaction.atomic
def report(*, kind: str, row: Any, person: User | None, by: User, reason: str, note: str, now: datetime) -> Case:
    """Say that something is wrong with `row` of `person`; again changes nothing. Raises NotAllowed."""
    require(by.is_active and by != person, _("This is your own."))
    begun = {"person": person, "opened_at": now, "changed_at": now}
    case, is_new = Case.objects.get_or_create(kind=kind, object_id=row.pk, defaults=begun)
    said = {"reason": Reason(reason), "note": note, "created_at": now}
    _report, is_first = CaseReport.objects.get_or_create(case=case, by=by, defaults=said)
    if not is_first:
        return case
    if case.state == State.CLOSED:
        case.state = State.OPEN
        case.save(update_fields=["state"])
    _note(case, Act.REPORT, by=by, reason=reason, now=now)
    if is_new:
        announce(signals.case_opened, Case, case=case, by=by)
    return case


@transaction.atomic
def claim(*, case: Case, by: User, now: datetime) -> Case:
    """Let `by` look at it, and nobody else meanwhile. Raises NotAllowed, NotYours, DecidedBySame."""
    case = _locked(case, by)
    if case.state == State.CLAIMED and case.claimed_by_id != by.pk:
        raise NotYours
    if case.appeal and case.acts.filter(by=by, act__in=[*TOLD]).exists():
        raise DecidedBySame
    case.claimed_by = by
    return _moved(case, State.CLAIMED, Act.CLAIM, by=by, now=now)


@transaction.atomic
def release(*, case: Case, by: User, now: datetime) -> Case:
    """Leave the case to others. Raises NotAllowed, NotYours."""
    case = _claimed(case, by)
    return _moved(case, State.OPEN, Act.RELEASE, by=by, now=now)


@transaction.atomic
def dismiss(*, case: Case, by: User, reason: str, now: datetime) -> Case:
    """Decide that nothing is wrong, or that an earlier decision stands. Raises NotAllowed, NotYours."""
    case = _claimed(case, by)
    act = Act.UPHOLD if case.appeal else Act.DISMISS
    if act == Act.DISMISS:
        hiding.let_stand(kind=case.kind, row=questions.thing(case), by=by, now=now)
    case.appeal = ""
    return _moved(case, State.CLOSED, act, by=by, reason=reason, now=now)


@transaction.atomic
def hide(*, case: Case, by: User, reason: str, text: str, now: datetime) -> Case:
    """Hide the thing and tell its person why. Raises NotAllowed, NotYours, NothingSaid, hiding.CannotHide."""
    case = _claimed(case, by)
    case.was_shown = hiding.hide(kind=case.kind, row=questions.thing(case), by=by, now=now)
    case.is_hidden = True
    return _decided(case, Act.HIDE, by=by, reason=reason, text=text, now=now)


@transaction.atomic
def warn(*, case: Case, by: User, reason: str, text: str, now: datetime) -> Case:
    """Tell the person what is wrong. Raises NotAllowed, NotYours, NothingSaid, NobodyThere."""
    case = _claimed(case, by)
    if case.person is None:
        raise NobodyThere
    return _decided(case, Act.WARN, by=by, reason=reason, text=text, now=now)


@transaction.atomic
def suspend(*, case: Case, by: User, reason: str, text: str, days: int, now: datetime) -> Case:
    """Let the person write nothing for `days`. Raises NotAllowed, NotYours, NothingSaid, NobodyThere."""
    case = _claimed(case, by)
    _silence(case, until=now + timedelta(days=days), now=now)
    return _decided(case, Act.SUSPEND, by=by, reason=reason, text=text, now=now)


@transaction.atomic
def ban(*, case: Case, by: User, reason: str, text: str, now: datetime) -> Case:
    """Let the person write nothing any more, until the case is undone. Raises what `suspend` raises."""
    case = _claimed(case, by)
    _silence(case, until=None, now=now)
    return _decided(case, Act.BAN, by=by, reason=reason, text=text, now=now)


@transaction.atomic
def restore(*, case: Case, by: User, reason: str, now: datetime) -> Case:
    """Show the thing again and let the person write again. Raises NotAllowed, NotYours."""
    case = _claimed(case, by)
    ended = case.suspensions.filter(ended_at=None).update(ended_at=now)
    if ended:
        _note(case, Act.REINSTATE, by=by, reason=reason, now=now)
    if case.is_hidden:
        hiding.show(kind=case.kind, row=questions.thing(case), was_shown=case.was_shown, by=by, now=now)
        case.is_hidden = False
    case.appeal = ""
    return _moved(case, State.CLOSED, Act.RESTORE, by=by, reason=reason, now=now)


@transaction.atomic
def appeal(*, decision: Decision, by: User, text: str, now: datetime) -> Case:
    """Object to a decision, once; somebody else than who took it looks. Raises NotAllowed, NothingToAppeal."""
    require(by == decision.person)
    case = Case.objects.select_for_update().get(pk=decision.case_id)
    if case.appeal or case.acts.filter(act=Act.APPEAL, at__gte=decision.created_at).exists():
        raise NothingToAppeal
    if not text.strip():
        raise NothingToAppeal(_("Say why you object."))
    case.appeal, case.claimed_by = text.strip(), None
    return _moved(case, State.OPEN, Act.APPEAL, by=by, now=now)


def _silence(case: Case, *, until: datetime | None, now: datetime) -> None:
    if case.person is None:
        raise NobodyThere
    require(not case.person.is_superuser, _("Operators are not suspended here."))
    case.suspensions.filter(ended_at=None).update(ended_at=now)
    Suspension.objects.create(case=case, person=case.person, begun_at=now, until=until)


def _locked(case: Case, by: User) -> Case:
    case = Case.objects.select_for_update().get(pk=case.pk)
    require(can(by, "decide", case))
    return case


def _claimed(case: Case, by: User) -> Case:
    case = _locked(case, by)
    if case.state != State.CLAIMED or case.claimed_by_id != by.pk:
        raise NotYours
    return case


def _decided(case: Case, act: str, *, by: User, reason: str, text: str, now: datetime) -> Case:
    """Close the case with `act`, and tell its person, where there is one, what was decided."""
    if case.person and not text.strip():
        raise NothingSaid
    case.appeal = ""
    _moved(case, State.CLOSED, act, by=by, reason=reason, now=now)
    detail = {"what": f"case.{case.kind}", "act": str(act), "reason": reason}
    audit.record(action="moderate", by=by, subject=case.person, obj=case, detail=detail, now=now)
    if case.person:
        told = {"act": act, "reason": Reason(reason), "text": text.strip(), "created_at": now}
        decision = Decision.objects.create(case=case, person=case.person, **told)
        announce(signals.decision_told, Decision, decision=decision, by=by)
    return case


def _moved(case: Case, state: str, act: str, *, by: User, now: datetime, reason: str = "") -> Case:
    case.state, case.changed_at = State(state), now
    if state != State.CLAIMED:
        case.claimed_by = None
    case.save()
    _note(case, act, by=by, reason=reason, now=now)
    return case


def _note(case: Case, act: str, *, by: User, now: datetime, reason: str = "") -> None:
    CaseAct.objects.create(case=case, at=now, by=by, act=Act(act), reason=Reason(reason) if reason else "")
