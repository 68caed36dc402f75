"""Ages, guardians, consents, and the log of who did and saw what."""

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts import consent_texts
from portal.accounts.models import AuditEvent, Consent, Guardian, User
from portal.accounts.permissions import accepts_contact_from, can_set_age_band, needs_approval_to_publish
from portal.accounts.selectors import consent_holds
from portal.accounts.services import audit, consents, people
from portal.core.append_only import HistoryIsFixed
from portal.core.exceptions import NotAllowed
from portal.testing import cast

pytestmark = pytest.mark.django_db

UNDER_16, TEENAGER, ADULT, UNKNOWN = "under_16", "16_17", "adult", "unknown"


@pytest.fixture
def lead(db):
    return cast.person("Lena Safe", "safeguarding")


@pytest.fixture
def child(participant, moderator):
    return people.set_age_band(user=participant, age_band=UNDER_16, by=moderator)


@pytest.fixture
def guardian(child, mentor):
    return consents.record_guardian(
        user=child, name="Ngozi Okoye", contact="0151 234", relation="parent", by=mentor
    )


def give(user, by, guardian=None, kind="publishing"):
    return consents.give_consent(user=user, kind=kind, by=by, now=timezone.now(), guardian=guardian)


# Ages ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "before", "after", "may"),
    [
        ("participant", UNKNOWN, UNDER_16, True),
        ("participant", UNKNOWN, ADULT, True),
        ("participant", UNDER_16, ADULT, False),
        ("participant", TEENAGER, UNDER_16, False),
        ("participant", ADULT, TEENAGER, False),
        ("mentor", UNKNOWN, UNDER_16, True),
        ("mentor", ADULT, TEENAGER, True),
        ("mentor", TEENAGER, ADULT, False),
        ("mentor", UNDER_16, UNKNOWN, False),
        ("moderator", UNDER_16, ADULT, True),
        ("lead", UNDER_16, TEENAGER, True),
        ("stranger", UNKNOWN, UNDER_16, False),
        ("buyer", UNKNOWN, ADULT, False),
    ],
)
def test_who_sets_an_age(who, before, after, may, participant, mentor, request):
    participant.age_band = before
    participant.save()
    by = request.getfixturevalue(who)

    assert can_set_age_band(by, participant, after) is may
    if may:
        assert people.set_age_band(user=participant, age_band=after, by=by).age_band == after
        assert AuditEvent.objects.get(action="age.set").detail == {"from": before, "to": after}
    else:
        with pytest.raises(NotAllowed):
            people.set_age_band(user=participant, age_band=after, by=by)


def test_an_unknown_age_is_refused(participant, moderator):
    with pytest.raises(people.UnknownAge):
        people.set_age_band(user=participant, age_band="42", by=moderator)


def test_where_a_minor_lives_is_shown_to_nobody(participant, moderator):
    people.update_profile(profile=participant.profile, by=participant, city="Lagos", country="Nigeria")
    participant.profile.refresh_from_db()
    assert participant.profile.place == "Lagos, Nigeria"

    people.set_age_band(user=participant, age_band=TEENAGER, by=moderator)

    assert User.objects.get(pk=participant.pk).profile.place == ""


def test_who_may_write_to_a_minor(child, mentor, moderator, stranger, buyer, lead):
    assert all(accepts_contact_from(child, other) for other in (mentor, moderator, lead))
    assert not any(accepts_contact_from(child, other) for other in (stranger, buyer))
    assert not accepts_contact_from(stranger, child)
    assert accepts_contact_from(mentor, child)
    assert accepts_contact_from(stranger, buyer)


def test_who_needs_an_approval(child, stranger, buyer, settings):
    assert needs_approval_to_publish(child)
    assert not needs_approval_to_publish(stranger)
    settings.PUBLISHING_APPROVAL = True
    assert needs_approval_to_publish(stranger)
    assert not needs_approval_to_publish(buyer)


# Guardians and consents ----------------------------------------------------------------------------------


def test_a_child_cannot_consent_alone_nor_forge_a_guardian(child, guardian, mentor, stranger):
    with pytest.raises(consents.GuardianNeeded):
        give(child, child)
    with pytest.raises(NotAllowed):
        give(child, child, guardian)
    with pytest.raises(NotAllowed):
        consents.record_guardian(user=child, name="Me", contact="1", relation="parent", by=child)
    other = Guardian.objects.create(person=stranger, name="X", contact="Y")
    with pytest.raises(consents.WrongGuardian):
        give(child, mentor, other)
    assert not Consent.objects.exists()


def test_a_consent_is_a_fact_and_its_withdrawal_another(child, guardian, mentor):
    given = give(child, mentor, guardian)
    assert consent_holds(child, "publishing")

    consents.withdraw_consent(user=child, kind="publishing", by=child, now=timezone.now())

    assert not consent_holds(child, "publishing")
    given.refresh_from_db()
    assert given.is_given
    assert given.text_version == consent_texts.current("publishing").version
    assert Consent.objects.count() == 2
    with pytest.raises(consents.NotConsented):
        consents.withdraw_consent(user=child, kind="publishing", by=child, now=timezone.now())
    give(child, mentor, guardian)
    assert consent_holds(child, "publishing")


def test_a_removed_guardian_is_forgotten_and_consents_no_more(child, guardian, mentor):
    give(child, mentor, guardian)
    guardian = consents.remove_guardian(guardian=guardian, by=mentor, now=timezone.now())

    assert (guardian.name, guardian.contact) == ("", "")
    with pytest.raises(consents.WrongGuardian):
        give(child, mentor, guardian)
    assert consent_holds(child, "publishing")


@pytest.mark.parametrize("who", ["stranger", "buyer"])
def test_a_stranger_touches_no_guardian_and_no_consent(who, child, guardian, mentor, request):
    by = request.getfixturevalue(who)
    give(child, mentor, guardian)

    for attempt in (
        lambda: give(child, by),
        lambda: give(child, by, guardian),
        lambda: consents.withdraw_consent(user=child, kind="publishing", by=by, now=timezone.now()),
        lambda: consents.record_guardian(user=child, name="X", contact="Y", relation="parent", by=by),
        lambda: consents.remove_guardian(guardian=guardian, by=by, now=timezone.now()),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert consent_holds(child, "publishing")


def test_what_was_recorded_stays(child, guardian, mentor):
    event, consent = AuditEvent.objects.first(), give(child, mentor, guardian)

    for row in (event, consent):
        for attempt in (
            row.save,
            row.delete,
            lambda row=row: type(row).objects.all().delete(),
            lambda row=row: type(row).objects.filter(pk=row.pk).update(pk=row.pk),
        ):
            with pytest.raises(HistoryIsFixed):
                attempt()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement", ["DELETE FROM accounts_auditevent", "UPDATE accounts_consent SET kind = 'x'"]
)
def test_the_database_refuses_too(statement, child, guardian, mentor):
    from django.db import DatabaseError

    give(child, mentor, guardian)

    with pytest.raises(DatabaseError, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_log_takes_no_sentences(participant):
    with pytest.raises(ValueError, match="codes"):
        audit.record(action="look", by=participant, detail={"what": "he said hello"})


def test_roles_are_logged(stranger, moderator):
    people.give_role(user=stranger, role="mentor", by=moderator)
    people.take_role(user=stranger, role="mentor", by=moderator)

    events = AuditEvent.objects.filter(subject=stranger, actor=moderator).order_by("pk")
    assert [event.action for event in events] == ["role.give", "role.take"]


# Pages ---------------------------------------------------------------------------------------------------


def test_the_page_opens_for_who_answers_and_is_logged(child, guardian, mentor, moderator, lead, login):
    url = f"/my/people/{child.handle}/safeguarding/"

    for person in (mentor, moderator, lead):
        page = login(person).get(url)
        assert "Ngozi Okoye" in page.content.decode()

    looks = AuditEvent.objects.filter(action="look", subject=child)
    assert {look.actor for look in looks} == {mentor, moderator, lead}


@pytest.mark.parametrize("who", ["child", "stranger", "buyer"])
def test_for_others_the_pages_do_not_exist(who, child, guardian, login, request):
    browser = login(request.getfixturevalue(who))
    base = f"/my/people/{child.handle}"

    answers = [
        browser.get(f"{base}/safeguarding/"),
        browser.post(f"{base}/age/", {"age_band": ADULT}),
        browser.post(f"{base}/guardians/", {"name": "X", "contact": "Y", "relation": "parent"}),
        browser.post(f"{base}/guardians/{guardian.pk}/remove/"),
        browser.post(f"{base}/consents/", {"kind": "publishing", "guardian": guardian.pk}),
        browser.post(f"{base}/consents/publishing/withdraw/"),
        browser.get("/my/people/nobody-at-all/safeguarding/"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    child.refresh_from_db()
    assert child.age_band == UNDER_16
    assert Guardian.objects.count() == 1


def test_a_mentor_notes_guardian_and_consent_on_the_page(child, mentor, login):
    browser = login(mentor)
    base = f"/my/people/{child.handle}"

    bad = browser.post(f"{base}/guardians/", {"name": "Ngozi", "contact": "", "relation": "parent"})
    assert 'value="Ngozi"' in bad.content.decode()
    assert "This field is required" in bad.content.decode()
    browser.post(f"{base}/guardians/", {"name": "Ngozi", "contact": "0151", "relation": "parent"})
    foreign = browser.post(f"{base}/consents/", {"kind": "publishing", "guardian": 999})
    assert foreign.status_code == 200
    browser.post(f"{base}/consents/", {"kind": "publishing", "guardian": Guardian.objects.get().pk})
    assert consent_holds(child, "publishing")

    refused = browser.post(f"{base}/age/", {"age_band": ADULT})
    assert "Only a coordinator" in refused.content.decode()
    browser.post(f"{base}/consents/publishing/withdraw/")
    assert not consent_holds(child, "publishing")


def test_a_persons_own_page(participant, login):
    browser = login(participant)
    assert "How old" not in browser.get("/my/privacy/").content.decode()

    browser.post("/my/privacy/age/", {"age_band": TEENAGER})
    assert "16 or 17" in browser.get("/my/privacy/").content.decode()
    browser.post("/my/privacy/consents/publishing/give/")
    assert consent_holds(participant, "publishing")
    browser.post("/my/privacy/consents/publishing/withdraw/")
    assert not consent_holds(participant, "publishing")
    browser.post("/my/privacy/age/", {"age_band": ADULT})
    participant.refresh_from_db()
    assert participant.age_band == TEENAGER
    assert browser.post("/my/privacy/consents/nonsense/give/").status_code == 302
    assert browser.get("/my/data/").status_code == 200


def test_the_log_is_read_by_few_and_reading_is_logged(moderator, lead, participant, mentor, login):
    for person in (participant, mentor):
        assert login(person).get("/my/audit/").status_code == 404
    for person in (moderator, lead):
        assert login(person).get("/my/audit/").status_code == 200
        assert AuditEvent.objects.filter(actor=person, action="look", detail={"what": "audit"}).exists()


def test_the_log_asks_the_same_number_of_questions(moderator, login, assert_queries_do_not_grow):
    def add_row():
        person = cast.person("New Person")
        audit.record(action="look", by=person, subject=person, detail={"what": "test"})

    assert_queries_do_not_grow("/my/audit/", add_row, client=login(moderator))


def test_an_operator_who_opens_a_person_in_djangos_admin_is_logged(participant, operator, login):
    assert login(operator).get(f"/django-admin/accounts/user/{participant.pk}/change/").status_code == 200

    assert AuditEvent.objects.get(action="look", actor=operator).subject == participant
