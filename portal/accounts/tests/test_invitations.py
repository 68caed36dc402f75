"""Inviting people: who may, what is mailed and kept, and what becomes of whoever accepts."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from portal.accounts.models import Consent, Invitation, InvitationLink, User
from portal.accounts.selectors import consent_holds
from portal.accounts.services import invitations, joining, people
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db
GOOD = "loom-and-thread-77"


def invite(by, email="new@example.org", *, roles=("participant",), **more):
    return invitations.invite(email=email, roles=roles, by=by, now=timezone.now(), **more)


def mailed_key(letter):
    return re.search(r"/my/invited/([\w-]+)/", letter.body)[1]


@pytest.fixture
def key(mentor, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(mentor, name="Nadia Rossi")
    return mailed_key(mail.outbox[-1])


def join(key, **more):
    values = {"display_name": "Nadia", "age_band": "adult", "password": GOOD, "agrees": True, **more}
    return invitations.join(key=key, now=timezone.now(), **values)


def form(**more):
    return {
        "display_name": "Nadia",
        "age_band": "adult",
        "password1": GOOD,
        "password2": GOOD,
        "agrees": "on",
        **more,
    }


def test_an_invitation_is_mailed_and_its_key_is_not_kept(mentor, key):
    invitation = Invitation.objects.get()

    [letter] = mail.outbox
    assert letter.to == ["new@example.org"]
    assert "Maria Lindqvist invites you" in letter.subject
    assert len(key) >= 43
    assert key not in str(Invitation.objects.values().get())
    assert invitation.status == "sent"


def test_who_accepts_has_an_account_with_the_role_and_a_proved_address(key):
    user = join(key)

    user = User.objects.get(pk=user.pk)
    assert user.check_password(GOOD)
    assert user.role_slugs == {"participant", "buyer"}
    assert (user.email, user.age_band, user.display_name) == ("new@example.org", "adult", "Nadia")
    assert EmailAddress.objects.get(user=user).verified
    assert consent_holds(user, Consent.Kind.TAKING_PART)
    assert Invitation.objects.get().status == "accepted"


def test_an_invitation_counts_once(key):
    join(key)

    with pytest.raises(invitations.Gone):
        join(key)
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_invitation_runs_out_is_sent_again_and_withdrawn(mentor, key, django_capture_on_commit_callbacks):
    Invitation.objects.update(expires_at=timezone.now())
    with pytest.raises(invitations.Gone):
        join(key)

    with django_capture_on_commit_callbacks(execute=True):
        invitations.resend(invitation=Invitation.objects.get(), by=mentor, now=timezone.now())
    newer = mailed_key(mail.outbox[-1])
    with pytest.raises(invitations.Gone):
        join(key)
    assert invitations.find(key=newer, now=timezone.now()).status == "sent"
    assert Invitation.objects.get().status == "opened"

    invitations.revoke(invitation=Invitation.objects.get(), by=mentor, now=timezone.now())
    with pytest.raises(invitations.Gone):
        join(newer)
    with pytest.raises(invitations.Gone):
        invitations.resend(invitation=Invitation.objects.get(), by=mentor, now=timezone.now())


def test_one_gives_only_roles_that_one_may_give(mentor, moderator, participant, buyer):
    for by, role in ((mentor, "mentor"), (mentor, "coordinator"), (moderator, "coordinator"), (buyer, "buyer")):
        with pytest.raises(NotAllowed):
            invite(by, roles=[role])
    with pytest.raises(invitations.UnknownRole):
        invite(moderator, roles=["emperor"])
    with pytest.raises(invitations.UnknownRole):
        invite(moderator, roles=[])
    assert invite(moderator, roles=["mentor"]).roles == ["mentor"]


def test_what_somebody_promised_ends_with_their_own_role(mentor, key, operator):
    people.take_role(user=mentor, role="mentor", by=operator)

    with pytest.raises(invitations.Gone):
        join(key)
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_inviter_does_not_learn_who_has_an_account(mentor, buyer, login):
    page = login(mentor)
    answers = []
    for email in (buyer.email, "nobody@example.org"):
        sent = {"email": email, "roles": "participant"}
        answers.append(page.post("/my/invitations/new/", sent, follow=True).content.decode().replace(email, "…"))

    shown = [re.sub(r'value="\w{20,}"|invitations/\w{12}/|nobody@example.org', "", answer) for answer in answers]
    assert "is on its way to …" in shown[0]
    assert buyer.display_name not in answers[0]
    assert Invitation.objects.count() == 2


def test_the_same_address_is_asked_once_by_one_person(mentor, moderator):
    invite(mentor)

    with pytest.raises(invitations.AlreadyInvited):
        invite(mentor, "New@Example.org")
    invite(moderator)  # does not learn of it
    with pytest.raises(IntegrityError):
        Invitation.objects.filter(invited_by=moderator).update(invited_by=mentor)


def test_who_has_an_account_logs_in_and_accepts(moderator, buyer, stranger, login, client, key):
    Invitation.objects.update(email=buyer.email)
    url = f"/my/invited/{key}/"

    assert "You have an account here already" in client.get(url).content.decode()
    with pytest.raises(invitations.LogInFirst):
        join(key)
    assert "another address" in login(stranger).get(url).content.decode()
    assert login(stranger).post(url).status_code == 403
    assert not User.objects.get(pk=stranger.pk).has_role("mentor")

    page = login(buyer).post(url, follow=True)
    assert "You have joined" in page.content.decode()
    assert User.objects.get(pk=buyer.pk).role_slugs == {"buyer", "participant"}


def test_an_account_made_ready_gets_its_password_and_keeps_its_age(mentor, participant, client):
    people.set_age_band(user=participant, age_band="16_17", by=mentor)
    User.objects.filter(pk=participant.pk).update(password="!")
    key = invitations.new_key()
    asked = {"email": participant.email, "account": participant, "roles": ["participant"], "invited_by": mentor}
    now = timezone.now()
    Invitation.objects.create(
        **asked, token_hash=invitations.fingerprint(key), sent_at=now, expires_at=now + timedelta(days=1)
    )

    page = client.get(f"/my/invited/{key}/").content.decode()
    assert 'name="age_band"' not in page
    assert 'value="Amina Okoye"' in page
    answer = client.post(f"/my/invited/{key}/", form(age_band="adult", display_name="Amina O"), follow=True)

    assert answer.redirect_chain[-1][0] == "/my/"
    fresh = User.objects.get(pk=participant.pk)
    assert fresh.check_password(GOOD)
    assert (fresh.age_band, fresh.display_name) == ("16_17", "Amina O")


def test_joining_logs_in_through_the_one_door(client, key):
    answer = client.post(f"/my/invited/{key}/", form(), follow=True)

    assert answer.redirect_chain == [("/my/", 302)]
    assert "Hello, Nadia" in answer.content.decode()
    gone = client.get(f"/my/invited/{key}/")
    assert gone.status_code == 404
    assert "does not count any more" in gone.content.decode()


def test_a_child_joins_and_a_guardian_consents_later(key):
    user = join(key, age_band="under_16", agrees=False)

    assert not consent_holds(user, Consent.Kind.TAKING_PART)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"display_name": ""}, "display_name"),
        ({"age_band": "unknown"}, "age_band"),
        ({"password1": "12345678", "password2": "12345678"}, "password1"),
        ({"password2": "other-words-88"}, "password2"),
        ({"agrees": ""}, "agrees"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_made(client, key, bad, field):
    answer = client.post(f"/my/invited/{key}/", form(**bad))

    assert list(answer.context["form"].errors) == [field]
    assert GOOD not in answer.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_an_unknown_key_and_a_used_one_read_alike(client, key):
    join(key)

    used, unknown = (client.get(f"/my/invited/{each}/") for each in (key, "x" * 43))

    assert (used.status_code, unknown.status_code) == (404, 404)
    assert re.sub(key, "", used.content.decode()) == re.sub("x{43}", "", unknown.content.decode())


def test_keys_are_not_tried_out(client, settings):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "invited": "2/h"}

    assert [client.get(f"/my/invited/{n}/").status_code for n in range(3)] == [404, 404, 429]


# Several ------------------------------------------------------------------------------------------------


def test_a_list_is_invited_as_a_whole(mentor, login, django_capture_on_commit_callbacks):
    lines = "email;name\na@example.org; Ada Bell\n\nB@Example.org\n"
    with django_capture_on_commit_callbacks(execute=True):
        login(mentor).post("/my/invitations/several/", {"people": lines, "roles": "participant"})

    assert {(each.email, each.name) for each in Invitation.objects.all()} == {
        ("a@example.org", "Ada Bell"),
        ("b@example.org", ""),
    }
    assert len({mailed_key(letter) for letter in mail.outbox}) == 2


def test_each_bad_row_is_told_and_nobody_is_invited(mentor, login):
    lines = "a@example.org\nno address\nb@@example.org\na@example.org, again"

    answer = login(mentor).post("/my/invitations/several/", {"people": lines, "roles": "participant"})

    errors = answer.context["form"].errors["people"]
    assert [error.split(":")[0] for error in errors] == ["Row 2", "Row 3", "Row 4"]
    assert "b@@example.org" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_who_is_invited_already_is_named(mentor, login):
    invite(mentor, "b@example.org")

    lines = "a@example.org\nb@example.org"
    answer = login(mentor).post("/my/invitations/several/", {"people": lines, "roles": "participant"})

    assert "already" in answer.context["form"].errors["people"][0]
    assert Invitation.objects.count() == 1


def test_nobody_invites_without_end(mentor, settings):
    settings.INVITATIONS_PER_DAY = 2
    invite(mentor, "a@example.org")

    guests = [invitations.Guest("b@example.org"), invitations.Guest("c@example.org")]
    with pytest.raises(invitations.TooMany):
        invitations.invite_many(guests=guests, roles=["participant"], by=mentor, now=timezone.now())
    invite(mentor, "b@example.org")


# Links --------------------------------------------------------------------------------------------------


@pytest.fixture
def link_key(mentor):
    return make_link(mentor)


def make_link(by, **more):
    values = {"label": "Fair", "roles": ["participant"], "max_uses": 2, "lasts": timedelta(days=7), **more}
    return joining.make_link(by=by, now=timezone.now(), **values)[1]


def join_by(key, person):
    return joining.join_by_link(key=key, by=person, now=timezone.now())


def test_a_link_lets_as_many_join_as_it_says(link_key, buyer):
    others = [cast.person(name) for name in ("Ann", "Ola")]
    join_by(link_key, buyer)
    join_by(link_key, buyer)
    join_by(link_key, others[0])

    with pytest.raises(joining.LinkGone):
        join_by(link_key, others[1])
    assert InvitationLink.objects.get().use_count == 2
    assert User.objects.get(pk=buyer.pk).has_role("participant")
    assert not User.objects.get(pk=others[1].pk).has_role("participant")


def test_a_link_ends_by_time_and_by_hand(mentor, link_key, buyer, stranger):
    with pytest.raises(NotAllowed):
        joining.revoke_link(link=InvitationLink.objects.get(), by=stranger, now=timezone.now())
    joining.revoke_link(link=InvitationLink.objects.get(), by=mentor, now=timezone.now())
    with pytest.raises(joining.LinkGone):
        join_by(link_key, buyer)

    late = make_link(mentor)
    InvitationLink.objects.update(expires_at=timezone.now())
    with pytest.raises(joining.LinkGone):
        join_by(late, buyer)


@pytest.mark.parametrize("bad", [{"max_uses": 0}, {"max_uses": 201}, {"lasts": timedelta(days=91)}])
def test_a_link_has_limits(mentor, bad):
    with pytest.raises(joining.BadLimit):
        make_link(mentor, **bad)


def test_the_address_of_a_link_is_shown_once(mentor, login):
    client = login(mentor)
    sent = {"label": "Fair", "max_uses": 5, "lasts": "7", "roles": "participant"}

    page = client.post("/my/invitations/links/", sent).content.decode()

    key = re.search(r"/my/invited/by-link/([\w-]+)/", page)[1]
    assert joining.find_link(key=key, now=timezone.now()).max_uses == 5
    assert key not in client.get("/my/invitations/links/").content.decode()


def test_who_signs_up_on_the_way_comes_back_to_the_link(client, link_key):
    url = f"/my/invited/by-link/{link_key}/"
    newcomer = cast.person("Ola Berg")
    EmailAddress.objects.create(user=newcomer, email=newcomer.email, verified=True, primary=True)

    assert "Make an account" in client.get(url).content.decode()
    answer = client.post("/account/login/", {"login": newcomer.email, "password": cast.PASSWORD})
    assert answer["Location"] == url
    client.post(url)

    assert User.objects.get(pk=newcomer.pk).has_role("participant")


# Looking after them -------------------------------------------------------------------------------------


def test_mentors_see_their_own_and_coordinators_all(mentor, moderator, participant, login):
    other = cast.person("Xaver Lang", "mentor")
    theirs = invite(mentor)

    assert "new@example.org" in login(mentor).get("/my/invitations/").content.decode()
    assert "new@example.org" in login(moderator).get("/my/invitations/?state=waiting").content.decode()
    assert "new@example.org" not in login(moderator).get("/my/invitations/?state=accepted").content.decode()
    assert "new@example.org" not in login(other).get("/my/invitations/").content.decode()
    for verb in ("resend", "revoke"):
        assert login(other).post(f"/my/invitations/{theirs.public_id}/{verb}/").status_code == 404
        with pytest.raises(NotAllowed):
            getattr(invitations, verb)(invitation=theirs, by=other, now=timezone.now())
    assert login(participant).get("/my/invitations/").status_code == 404
    assert login(moderator).post(f"/my/invitations/{theirs.public_id}/revoke/", follow=True).status_code == 200
    theirs.refresh_from_db()
    assert theirs.status == "revoked"


def test_the_lists_ask_the_same_for_one_and_many(mentor, login, assert_queries_do_not_grow):
    numbers = iter(range(100))
    client = login(mentor)

    assert_queries_do_not_grow(
        "/my/invitations/", lambda: invite(mentor, f"n{next(numbers)}@example.org"), client=client
    )
    assert_queries_do_not_grow("/my/invitations/links/", lambda: make_link(mentor), client=client)


def test_what_nobody_accepted_is_forgotten(mentor, key):
    call_command("forget_old_requests")
    assert Invitation.objects.count() == 1

    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=91))
    call_command("forget_old_requests")

    assert not Invitation.objects.exists()
