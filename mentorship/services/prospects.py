"""Noting people who may join, and bringing them through the pipeline."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship import signals
from mentorship.models import Assessment, Interaction, Prospect, Reason, SavedView, Skill, Stage, StageChange
from mentorship.models.prospects import OPEN, PUT_OFF
from mentorship.permissions import can_keep_prospects
from mentorship.privacy.prospects import FORGOTTEN
from portal.accounts import consent_texts
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import can, require

#: From where to where a prospect may be moved by hand. Onboarding is a step of its own.
MOVES: dict[str, tuple[str, ...]] = {
    Stage.NEW: (Stage.CONTACTED, Stage.ASSESSED, Stage.OFFERED, Stage.DEFERRED, Stage.DECLINED),
    Stage.CONTACTED: (Stage.NEW, Stage.ASSESSED, Stage.OFFERED, Stage.DEFERRED, Stage.DECLINED),
    Stage.ASSESSED: (Stage.CONTACTED, Stage.OFFERED, Stage.DEFERRED, Stage.DECLINED),
    Stage.OFFERED: (Stage.CONTACTED, Stage.ASSESSED, Stage.DEFERRED, Stage.DECLINED),
    Stage.ONBOARDED: (),
    Stage.DEFERRED: (Stage.CONTACTED, Stage.ASSESSED, Stage.OFFERED, Stage.DECLINED),
    Stage.DECLINED: (Stage.CONTACTED, Stage.DEFERRED),
}
#: From where somebody may be onboarded: deferred ones come back this way too.
ONBOARDED_FROM = (*OPEN, Stage.DEFERRED)
#: How long those who declined, or were put off, are remembered without a word from them.
REMEMBERED = timedelta(days=730)
MOST_VIEWS = 20
#: What a mentor writes down, and may correct.
WORDS = frozenset(
    {
        *("name", "phone", "email", "place", "languages", "weekdays", "hours_per_week", "paused_until", "source"),
        *("source_note", "age_band", "guardian_name", "guardian_contact", "staff_note", "consent_how"),
        "consented_at",
    }
)


class NoConsent(DomainError):
    message = gettext_lazy("Without their agreement we may not keep how to reach somebody. Say how they agreed.")


class NoGuardian(DomainError):
    message = gettext_lazy("They are a minor: write down who answers for them, and how to reach that person.")


class NoSuchMove(DomainError):
    message = gettext_lazy("From where they are they cannot be moved there.")


class OnboardInstead(DomainError):
    message = gettext_lazy("To onboard somebody, use “Onboard”: it makes their account.")


class NoReason(DomainError):
    message = gettext_lazy("Say why: next year somebody will want to know.")


class Gone(DomainError):
    message = gettext_lazy("This note is no more: it became part of another one, or the person was forgotten.")


class UnknownLevel(DomainError):
    message = gettext_lazy("This skill has no such level.")


class TooManyViews(DomainError):
    message = gettext_lazy("These are twenty views already. Delete one first.")


class NotAMentor(DomainError):
    message = gettext_lazy("Only a mentor or a coordinator looks after people who may join.")


def permit(*, by: User) -> None:
    """Refuse who notes nobody. Raises NotAllowed."""
    require(can(by, "create", Prospect), _("Only mentors and coordinators note people who may join."))


@transaction.atomic
def create(
    *,
    by: User,
    now: datetime,
    client_id: uuid.UUID | None = None,
    mentor: User | None = None,
    skills: Iterable[Skill] = (),
    **words: Any,
) -> Prospect:
    """Note somebody who agreed to be contacted, for `mentor` or for `by`; `words` are some of WORDS.

    Sent twice with one `client_id` it makes one row. Raises NotAllowed, NoConsent, NoGuardian, NotAMentor.
    """
    permit(by=by)
    client_id, mentor = client_id or uuid.uuid4(), mentor or by
    _check_mentor(mentor, by)
    values = {"consented_at": now, **_only_words(words)}
    _check_consent(values)
    _check_guardian(values)
    prospect, is_new = Prospect.objects.get_or_create(
        client_id=client_id,
        defaults={
            **values,
            "mentor": mentor,
            "consent_version": consent_texts.current(consent_texts.CONTACT).version,
            "stage_changed_at": now,
        },
    )
    if not is_new:
        require(can(by, "see", prospect), _("Reload the page and send the form again."))
        return prospect
    prospect.skills.set(skills)
    StageChange.objects.create(prospect=prospect, to_stage=Stage.NEW, by=by, at=now)
    return prospect


@transaction.atomic
def change(*, prospect: Prospect, by: User, skills: Iterable[Skill] | None = None, **words: Any) -> Prospect:
    """Correct what is written about them. Raises NotAllowed, NoConsent, NoGuardian, Gone."""
    prospect = _locked(prospect, by)
    for name, value in _only_words(words).items():
        setattr(prospect, name, value)
    _check_consent({"consent_how": prospect.consent_how})
    _check_guardian(vars(prospect))
    prospect.save()
    if skills is not None:
        prospect.skills.set(skills)
    return prospect


@transaction.atomic
def move(
    *, prospect: Prospect, to: str, by: User, now: datetime, reason: str = "", reason_text: str = ""
) -> Prospect:
    """Bring them into the stage `to`; to where they are already changes nothing.

    Raises NotAllowed, Gone, OnboardInstead, NoSuchMove, NoReason.
    """
    prospect = _locked(prospect, by)
    if to == prospect.stage:
        return prospect
    if to == Stage.ONBOARDED:
        raise OnboardInstead
    if to not in MOVES[prospect.stage]:
        raise NoSuchMove
    if to in PUT_OFF and reason not in Reason.values:
        raise NoReason
    if to not in PUT_OFF:
        reason = reason_text = ""
    return _step(prospect, to, by=by, now=now, reason=reason, reason_text=" ".join(reason_text.split())[:240])


@transaction.atomic
def mark_onboarded(*, prospect: Prospect, user: User, by: User, now: datetime) -> Prospect:
    """Say that `user` is the account of this prospect; their history stays attached to both.

    Asked again for the same account it changes nothing. Raises NotAllowed, Gone, NoSuchMove.
    """
    prospect = _locked(prospect, by)
    if prospect.onboarded_user_id == user.pk:
        return prospect
    if prospect.stage not in ONBOARDED_FROM:
        raise NoSuchMove
    prospect.onboarded_user = user
    return _step(prospect, Stage.ONBOARDED, by=by, now=now)


@transaction.atomic
def assess(
    *, prospect: Prospect, skill: Skill, level: int, evidence: str, by: User, now: datetime, note: str = ""
) -> Assessment:
    """Write down how far they are in `skill` (0: a beginner); whoever was new or contacted is assessed by it.

    Raises NotAllowed, Gone, UnknownLevel.
    """
    prospect = _locked(prospect, by)
    if level != 0 and not skill.levels.filter(number=level).exists():
        raise UnknownLevel
    assessment = Assessment.objects.create(
        prospect=prospect, skill=skill, level=level, evidence=evidence, note=note, by=by, assessed_at=now
    )
    prospect.skills.add(skill)
    if prospect.stage in (Stage.NEW, Stage.CONTACTED):
        _step(prospect, Stage.ASSESSED, by=by, now=now)
    return assessment


@transaction.atomic
def hand_over(*, prospect: Prospect, mentor: User, by: User) -> Prospect:
    """Let `mentor` look after them from now on. Raises NotAllowed, Gone, NotAMentor."""
    prospect = _locked(prospect, by)
    require(can(by, "hand_over", prospect), _("Only a coordinator hands people over."))
    _check_mentor(mentor, by)
    prospect.mentor = mentor
    prospect.save(update_fields=["mentor", "updated_at"])
    return prospect


@transaction.atomic
def forget(*, prospect: Prospect, by: User, now: datetime) -> Prospect:
    """Take out all that tells who they are, as they may ask at any time; only what is counted stays.

    Raises NotAllowed, Gone.
    """
    prospect = _locked(prospect, by)
    if prospect.stage == Stage.ONBOARDED:
        raise NoSuchMove(_("They have an account: closing it is how their data goes."))
    _forget([prospect.pk, *prospect.merged_from.values_list("pk", flat=True)], now=now)
    prospect.refresh_from_db()
    return prospect


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Forget those who were put off long ago and of whom nobody has heard since; return how many."""
    before = now - REMEMBERED
    old = Prospect.objects.standing().filter(stage__in=PUT_OFF, stage_changed_at__lte=before)
    old = old.exclude(interactions__happened_at__gt=before).exclude(paused_until__gt=now.date())
    numbers = list(old.values_list("pk", flat=True)[:500])
    merged = list(Prospect.objects.filter(merged_into__in=numbers).values_list("pk", flat=True))
    _forget([*numbers, *merged], now=now)
    return len(numbers)


@transaction.atomic
def save_view(*, by: User, name: str, query: str) -> SavedView:
    """Keep the filters in `query` under `name`; what had this name is replaced. Raises TooManyViews."""
    name = " ".join(name.split())
    views = SavedView.objects.filter(owner=by)
    if not views.filter(name=name).exists() and views.count() >= MOST_VIEWS:
        raise TooManyViews
    return SavedView.objects.update_or_create(owner=by, name=name, defaults={"query": query[:500]})[0]


def _forget(numbers: list[int], *, now: datetime) -> None:
    rows = Prospect.objects.filter(pk__in=numbers)
    Prospect.skills.through.objects.filter(prospect__in=numbers).delete()
    rows.filter(forgotten_at=None).update(**FORGOTTEN, forgotten_at=now, updated_at=now)
    Interaction.objects.filter(prospect__in=numbers).delete()
    Assessment.objects.filter(prospect__in=numbers).delete()
    StageChange.objects.filter(prospect__in=numbers).exclude(reason_text="").update(reason_text="")


def _step(
    prospect: Prospect, to: str, *, by: User, now: datetime, reason: str = "", reason_text: str = ""
) -> Prospect:
    """Write the step down, and tell of it."""
    StageChange.objects.create(
        prospect=prospect,
        from_stage=prospect.stage,
        to_stage=to,
        reason=reason,
        reason_text=reason_text,
        by=by,
        at=now,
    )
    prospect.stage, prospect.stage_changed_at = to, now
    prospect.reason, prospect.reason_text = reason, reason_text
    changed = ["stage", "stage_changed_at", "reason", "reason_text", "onboarded_user", "updated_at"]
    prospect.save(update_fields=changed)
    announce(signals.prospect_moved, Prospect, prospect=prospect, to=to, by=by)
    return prospect


def _locked(prospect: Prospect, by: User) -> Prospect:
    """Return the row as it is now, held until the transaction ends. Raises NotAllowed, Gone."""
    prospect = Prospect.objects.select_for_update(of=("self",)).get(pk=prospect.pk)
    require(can(by, "change", prospect), _("Only the mentor who looks after them, or a coordinator, does this."))
    if prospect.merged_into_id or prospect.forgotten_at:
        raise Gone
    return prospect


def _check_mentor(mentor: User, by: User) -> None:
    if mentor != by:
        require(can(by, "hand_over", Prospect(mentor=mentor)), _("Only a coordinator notes people for others."))
        if not (mentor.is_active and can_keep_prospects(mentor)):
            raise NotAMentor


def _check_consent(values: dict[str, Any]) -> None:
    if values.get("consent_how") not in Prospect.ConsentHow.values:
        raise NoConsent


def _check_guardian(values: dict[str, Any]) -> None:
    is_minor = values.get("age_band") in User.MINOR
    if is_minor and not (values.get("guardian_name") and values.get("guardian_contact")):
        raise NoGuardian


def _only_words(words: dict[str, Any]) -> dict[str, Any]:
    unknown = words.keys() - WORDS
    if unknown:
        raise TypeError(f"{sorted(unknown)} are not words about a prospect.")
    return words
