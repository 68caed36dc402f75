"""What is kept about people by accounts, log-ins and Django itself."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from portal.accounts.models import Guardian, Profile, User
from portal.core import copies
from portal.core.models import OnceAnswer
from portal.core.privacy import EVERYTHING, Erase, Erasing, Rule, declare, excuse

PROFILE_WORDS = ("bio", "city", "country", "experience", "avatar")
PROOF = "Shows who did what to whom by numbers and codes; no words of anybody. The person is a pseudonym by then."


def _become_a_pseudonym(rows: QuerySet[User], erasing: Erasing) -> None:
    user = erasing.person
    user.groups.clear()
    user.user_permissions.clear()
    rows.update(
        email=f"{erasing.pseudonym}@erased.invalid",
        handle=erasing.pseudonym,
        display_name="Former member",
        first_name="",
        last_name="",
        password=make_password(None),
        is_active=False,
        is_staff=False,
        is_superuser=False,
        age_band=User.AgeBand.UNKNOWN,
        last_login=None,
        session_epoch=user.session_epoch + 1,
    )


def _end_sessions(rows: QuerySet[Session], erasing: Erasing) -> None:
    """Sessions do not say whose they are; all of them are opened, once an erasure."""
    theirs = [
        session.pk
        for session in Session.objects.iterator(chunk_size=500)
        if session.get_decoded().get("_auth_user_id") == str(erasing.person.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()


def _forget_guardians(rows: QuerySet[Guardian], erasing: Erasing) -> None:
    rows.filter(removed_at__isnull=True).update(name="", contact="", removed_at=erasing.now)


def _forget_profile(rows: QuerySet[Profile], erasing: Erasing) -> None:
    """The picture's public copies go with it; the picture itself is deleted by its field."""
    for profile in rows:
        copies.end(profile)
    rows.update(**dict.fromkeys(PROFILE_WORDS, ""), here_since=None, here_before=None)


def _blank_acts(rows: QuerySet[Any], erasing: Erasing) -> None:
    """Take the names out of what they did in Django's admin, and out of what was done to them there."""
    rows.model.objects.filter(
        content_type__app_label="accounts", content_type__model="user", object_id=str(erasing.person.pk)
    ).update(object_repr="", change_message="")
    rows.update(object_repr="", change_message="")


def _the_person(person: Any) -> QuerySet[User]:
    return User.objects.filter(pk=person.pk)


def _answers_to(person: Any) -> QuerySet[OnceAnswer]:
    return OnceAnswer.objects.filter(person_number=person.pk)


def _no_sessions(person: Any) -> QuerySet[Session]:
    return Session.objects.none()


declare(
    Rule(
        model="sessions.Session",
        people=(),
        choose=_no_sessions,
        erase=Erase.DELETE,
        erase_with=_end_sessions,
        reason="A session holds what makes one log-in work, and ends with it.",
    ),
    Rule(
        model="account.EmailConfirmation",
        people=("email_address__user",),
        erase=Erase.DELETE,
        reason="The key of a mail that waits for an answer.",
        left_out=("key",),
    ),
    Rule(model="account.EmailAddress", people=("user",), erase=Erase.DELETE, export=(EVERYTHING,)),
    Rule(
        model="socialaccount.SocialToken",
        people=("account__user",),
        erase=Erase.DELETE,
        reason="Secrets of another site.",
        left_out=("token", "token_secret"),
    ),
    Rule(model="socialaccount.SocialAccount", people=("user",), erase=Erase.DELETE, export=(EVERYTHING,)),
    Rule(
        model="mfa.Authenticator",
        people=("user",),
        erase=Erase.DELETE,
        left_out=("data",),
        export=("type", "created_at", "last_used_at"),
        reason="What it holds beside is a secret.",
    ),
    Rule(
        model="admin.LogEntry",
        people=("user",),
        erase=Erase.PSEUDONYMISE,
        erase_with=_blank_acts,
        blank={"object_repr": "", "change_message": ""},
        left_out=("object_id",),
        export=("action_time", "action_flag"),
    ),
    Rule(
        model="accounts.Invitation",
        people=("account",),
        erase=Erase.DELETE,
        export=("email", "name", "roles", "invited_by", "sent_at", "opened_at", "accepted_at", "revoked_at"),
        left_out=("token_hash", "link"),
    ),
    Rule(
        model="accounts.Invitation",
        people=("invited_by",),
        erase=Erase.DELETE,
        export=("public_id", "roles", "sent_at", "accepted_at", "revoked_at", "expires_at"),
        left_out=("email", "name", "token_hash"),
    ),
    Rule(
        model="accounts.InvitationLink",
        people=("invited_by",),
        erase=Erase.DELETE,
        export=("label", "roles", "max_uses", "use_count", "created_at", "expires_at", "revoked_at"),
        left_out=("key_hash",),
    ),
    Rule(
        model="core.OnceAnswer",
        people=(),
        choose=_answers_to,
        erase=Erase.DELETE,
        reason="What was answered to a program, for a day, so that nothing happens twice.",
    ),
    Rule(
        model="accounts.PersonalToken",
        people=("person",),
        erase=Erase.DELETE,
        export=("name", "scope", "created_at", "expires_at", "last_used_at", "revoked_at"),
        left_out=("key_hash", "made_under"),
    ),
    Rule(
        model="accounts.Closure",
        people=("person",),
        erase=Erase.DELETE,
        export=("begun_at", "due_at"),
        left_out=("hidden",),
    ),
    Rule(
        model="accounts.Consent",
        people=("person",),
        erase=Erase.KEEP,
        left_out=("recorded_by",),
        export=("person", "kind", "text_version", "guardian", "given_at", "withdrawn_at"),
        reason="Proves that a consent was given or withdrawn, by numbers only.",
    ),
    Rule(
        model="accounts.Guardian",
        people=("person",),
        erase=Erase.PSEUDONYMISE,
        erase_with=_forget_guardians,
        blank={"name": "", "contact": ""},
        export=("name", "contact", "relation", "created_at", "removed_at"),
    ),
    Rule(
        model="accounts.AuditEvent",
        people=("actor", "subject"),
        erase=Erase.KEEP,
        reason=PROOF,
        export=("at", "action", "actor", "subject"),
        left_out=("object_label", "detail"),
    ),
    Rule(
        model="accounts.Profile",
        people=("user",),
        erase=Erase.PSEUDONYMISE,
        export=(EVERYTHING,),
        erase_with=_forget_profile,
        blank=dict.fromkeys(PROFILE_WORDS, ""),
        left_out=("public_token",),
    ),
    Rule(
        model="accounts.User",
        people=(),
        choose=_the_person,
        erase=Erase.PSEUDONYMISE,
        erase_with=_become_a_pseudonym,
        blank=dict.fromkeys(["email", "handle", "display_name", "first_name", "last_name"], ""),
        left_out=("password", "user_permissions", "session_epoch"),
        export=(
            "email",
            "handle",
            "display_name",
            "first_name",
            "last_name",
            "groups",
            "age_band",
            "date_joined",
            "last_login",
        ),
    ),
)
excuse("A number and a time, kept so that a restored backup can be erased again.", "accounts.Erasure")
