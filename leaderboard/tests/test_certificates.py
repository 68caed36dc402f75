"""Certificates: made by who reached a level, checked by anybody, ended when nobody vouches any more."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from django.test import Client
from django.utils import timezone

from leaderboard import credentials
from leaderboard.models import Certificate
from leaderboard.services import badges, certificates
from mentorship.models import LevelConfirmation, Skill, SkillLevel
from portal.accounts.models import User
from portal.accounts.services import consents, people
from portal.core.exceptions import NotAllowed

OWN = "/my/certificates/"


@pytest.fixture
def certified(participant: Any, mentor: Any, confirm: Any) -> Certificate:
    said = confirm(participant, mentor)
    return certificates.issue(confirmation=said, by=participant, now=timezone.now())


def test_a_confirmed_level_becomes_a_certificate_once(participant, mentor, confirm, login):
    said = confirm(participant, mentor)
    browser = login(participant)
    assert "Make a certificate" in browser.get(OWN).content.decode()

    for _twice in range(2):
        answer = browser.post(OWN, {"level": said.pk})

    made = Certificate.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert (made.name, made.level_name) == ("Amina Okoye", "Own patterns")
    assert "Open the certificate" in browser.get(OWN).content.decode()


@pytest.mark.parametrize("level", ["", "0", "x", "9" * 30, "²", "\0"])
def test_a_level_that_is_not_there_makes_nothing(level, participant, mentor, confirm, login):
    confirm(participant, mentor)

    assert login(participant).post(OWN, {"level": level}).status_code == 404
    assert not Certificate.objects.exists()


def test_nobody_makes_one_of_what_somebody_else_reached(participant, mentor, stranger, confirm, login):
    said = confirm(participant, mentor)

    assert login(stranger).post(OWN, {"level": said.pk}).status_code == 404
    with pytest.raises(NotAllowed):
        certificates.issue(confirmation=said, by=mentor, now=timezone.now())


def test_what_nobody_confirms_any_more_gets_no_certificate(participant, mentor, confirm, take_back):
    said = confirm(participant, mentor)
    take_back(said, mentor)

    with pytest.raises(certificates.NotConfirmed):
        certificates.issue(confirmation=said, by=participant, now=timezone.now())


def test_whoever_has_the_address_checks_it_and_nobody_else_finds_it(certified):
    page = Client().get(certified.get_absolute_url())

    words = page.content.decode()
    assert "vouches for this today" in words
    assert "Maria Lindqvist" in words
    assert "I saw the red rug grow" in words
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Revoke it" not in words
    assert Client().get("/certificates/zzzzzzzzzzzzzzzzzzzz/").status_code == 404
    assert len(certified.public_id) == 20


def test_it_is_printed_with_the_name_in_any_writing(certified):
    Certificate.objects.update(name="عائشة 绫子 Ἀθηνᾶ <b>")

    paper = Client().get(f"{certified.get_absolute_url()}certificate.pdf")

    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert paper.content == Client().get(f"{certified.get_absolute_url()}certificate.pdf").content


def test_a_wallet_gets_a_signed_open_badge_that_anybody_can_check(certified, settings):
    token = Client().get(f"{certified.get_absolute_url()}credential.jwt").content.decode()

    head = jwt.get_unverified_header(token)
    key = Client().get(head["kid"].removeprefix(settings.SITE_URL.rstrip("/"))).json()
    said = jwt.decode(token, jwt.PyJWK.from_dict({**key, "alg": "EdDSA"}), algorithms=["EdDSA"])
    assert {name: key[name] for name in head["jwk"]} == head["jwk"]
    assert (head["alg"], head["typ"]) == ("EdDSA", "JWT")
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert (said["iss"], said["jti"], said["sub"]) == (
        said["issuer"]["id"],
        said["id"],
        said["credentialSubject"]["id"],
    )
    assert said["credentialSubject"]["achievement"]["name"] == "Weaving: Own patterns"
    assert said["id"] == settings.SITE_URL.rstrip("/") + certified.get_absolute_url()
    assert "example.org" not in json.dumps(said["credentialSubject"])
    assert credentials.read(token) == said


def test_a_changed_or_foreign_token_is_not_ours(certified):
    rows = Certificate.objects.with_grounds()
    head, body, signature = credentials.as_token(rows.get()).split(".")

    assert credentials.read(f"{head}.{body[:-2]}AA.{signature}") == {}
    assert credentials.read(jwt.encode({"name": "Forged"}, "0" * 32, algorithm="HS256")) == {}
    assert credentials.read("") == {}


def test_it_ends_when_the_mentor_takes_the_level_back(certified, mentor, take_back):
    take_back(certified.confirmation, mentor)

    page = Client().get(certified.get_absolute_url()).content.decode()
    assert "It counts no longer" in page
    assert "vouches for this level no longer" in page
    for name in ("certificate.pdf", "credential.jwt"):
        assert Client().get(f"{certified.get_absolute_url()}{name}").status_code == 404
    [gone] = Client().get("/certificates/revoked/").json()["revokedCredential"]
    assert gone["id"].endswith(certified.get_absolute_url())
    assert gone["revoked"] is True
    assert "because" not in json.dumps(gone).lower()


def test_who_vouched_its_holder_and_coordinators_revoke_it_with_a_reason(
    certified, participant, mentor, moderator, stranger, login
):
    address = f"{certified.get_absolute_url()}revoke/"
    for person in (participant, mentor, moderator):
        assert "Revoke it" in login(person).get(certified.get_absolute_url()).content.decode()
    assert Client().post(address, {"reason": "No"}).status_code == 302  # to the log-in
    with pytest.raises(NotAllowed):
        certificates.revoke(certificate=certified, reason="No", by=stranger, now=timezone.now())
    with pytest.raises(badges.NoGround):
        certificates.revoke(certificate=certified, reason="  ", by=mentor, now=timezone.now())

    empty = login(mentor).post(address, {"reason": ""})
    assert "Say in a few words why." in empty.content.decode()
    assert login(stranger).post(address, {"reason": "No"}).status_code == 404
    assert Certificate.objects.standing().exists()

    login(mentor).post(address, {"reason": "Mixed up with a brother"})

    assert "Mixed up with a brother" in Client().get(certified.get_absolute_url()).content.decode()


def test_a_new_certificate_follows_a_revoked_one(certified, participant):
    certificates.revoke(certificate=certified, reason="Wrong name", by=participant, now=timezone.now())

    again = certificates.issue(confirmation=certified.confirmation, by=participant, now=timezone.now())

    assert again.pk != certified.pk
    assert again.stands


def test_of_a_minor_it_is_open_only_with_the_consent_to_be_shown(certified, participant, mentor, operator, login):
    people.set_age_band(user=participant, age_band=User.AgeBand.UNDER_16, by=operator)
    assert Client().get(certified.get_absolute_url()).status_code == 404
    assert login(participant).get(certified.get_absolute_url()).status_code == 200
    assert login(mentor).get(certified.get_absolute_url()).status_code == 200


def test_who_withdraws_the_consent_is_shown_no_longer(certified, participant):
    consents.give_consent(user=participant, kind="publishing", by=participant, now=timezone.now())
    assert Client().get(certified.get_absolute_url()).status_code == 200

    consents.withdraw_consent(user=participant, kind="publishing", by=participant, now=timezone.now())

    assert Client().get(certified.get_absolute_url()).status_code == 404


def test_a_closed_account_has_no_certificates(certified, participant):
    User.objects.filter(pk=participant.pk).update(is_active=False)

    assert Client().get(certified.get_absolute_url()).status_code == 404


def test_the_list_asks_the_same_for_more_levels(participant, mentor, weaving, login, assert_queries_do_not_grow):
    def add_row() -> None:
        slug = f"skill-{Skill.objects.count()}"
        skill = Skill.objects.create(discipline=weaving.discipline, name=slug, slug=slug)
        SkillLevel.objects.create(skill=skill, number=1, name="Begun")
        said = {"evidence": "Seen", "confirmed_by": mentor, "confirmed_at": timezone.now()}
        row = LevelConfirmation.objects.create(user=participant, skill=skill, level=1, **said)
        if row.pk % 2:
            certificates.issue(confirmation=row, by=participant, now=timezone.now())

    assert_queries_do_not_grow(OWN, add_row, client=login(participant))
