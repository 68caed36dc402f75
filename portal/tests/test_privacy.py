"""A person's data: every field is declared, a copy is whole and only theirs, and erasing leaves nothing."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import isolate_apps
from django.utils import timezone

from mentorship.models import Project
from portal.accounts.models import AuditEvent, Closure, Erasure, User
from portal.accounts.services import closures, exports
from portal.core import privacy
from portal.core.exceptions import NotAllowed
from portal.core.privacy import Erase, Rule
from portal.testing import canaries, cast
from shop.models import Listing
from shop.tests import factories

OWN, FOREIGN = "kanarienvogel", "nachtigall"


# H6 ------------------------------------------------------------------------------------------------------


def test_every_field_about_a_person_has_its_rules():
    assert privacy.gaps() == []


def labels_that_lead_to_people() -> list[str]:
    """Models whose own rows or fields say that they are about a person: those cannot be forgotten."""
    everything = privacy.gaps(among=[])
    return sorted({rule.model for rule in privacy.rules()} & {gap.rpartition(".")[0] for gap in everything})


@pytest.mark.parametrize("label", labels_that_lead_to_people())
def test_a_missing_rule_is_noticed(label):
    rest = [rule for rule in privacy.rules() if rule.model != label]

    assert any(gap.startswith(f"{label}.") for gap in privacy.gaps(rest))


@isolate_apps("mentorship")
def test_a_planted_model_is_noticed():
    class Diary(models.Model):
        writer = models.ForeignKey(User, models.CASCADE, related_name="+")

        class Meta:
            app_label = "mentorship"

    class Entry(models.Model):
        diary = models.ForeignKey(Diary, models.CASCADE)
        words = models.TextField()
        mood = models.CharField(max_length=3)

        class Meta:
            app_label = "mentorship"

    found = privacy.gaps(tables=[User, Diary, Entry])

    assert found == ["mentorship.Diary.writer", "mentorship.Entry.words"]


def test_rules_name_only_fields_that_exist():
    for rule in privacy.rules():
        exported = rule.export if isinstance(rule.export, tuple) else ()
        for name in {*exported, *rule.left_out, *rule.blank} - {privacy.EVERYTHING}:
            rule.model_class._meta.get_field(name)


def test_keeping_and_not_handing_out_need_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Rule(model="x.Y", people=("user",), erase=Erase.KEEP, export=("user",))
    with pytest.raises(ValueError, match="reason"):
        Rule(model="x.Y", people=("user",), erase=Erase.DELETE)


# The copy ------------------------------------------------------------------------------------------------


@pytest.fixture
def two_people(
    participant: Any, stranger: Any, mentor: Any, moderator: Any, django_capture_on_commit_callbacks: Any
) -> tuple[User, User]:
    """Two makers with a word of their own everywhere; each has ordered a piece of the other."""
    now = timezone.now()
    canaries.clear_storages(OWN)  # storages in memory outlive a test
    with django_capture_on_commit_callbacks(execute=True):
        for person, word in ((participant, OWN), (stranger, FOREIGN)):
            canaries.plant(person, word, by=moderator, now=now)
        canaries.buy(participant, OWN, factories.piece(stranger), now=now)
        canaries.buy(stranger, FOREIGN, factories.piece(participant), now=now)
    return User.objects.get(pk=participant.pk), User.objects.get(pk=stranger.pk)


def archive_of(person: User) -> zipfile.ZipFile:
    with exports.build(user=person, by=person, now=timezone.now()) as copy:
        return zipfile.ZipFile(io.BytesIO(copy.read()))


@pytest.mark.django_db
def test_the_copy_is_whole_and_only_own(two_people):
    person, other = two_people

    archive = archive_of(person)

    texts = {name: archive.read(name) for name in archive.namelist()}
    for model in (
        *("accounts.User", "accounts.Profile", "accounts.Guardian", "accounts.Consent", "account.EmailAddress"),
        *("mentorship.Prospect", "mentorship.Interaction", "mentorship.SavedView"),
        *("mentorship.Project", "mentorship.ProjectFile", "mentorship.Pairing", "wagtailcore.Page"),
        *("wagtailcore.Revision", "wagtailcore.Comment", "cms_pages.PortalImage", "cms_pages.PortalDocument"),
        *("address.UserAddress", "analytics.UserSearch", "communication.Notification", "wishlists.WishList"),
        *("shop.Purchase", "order.Order", "order.ShippingAddress", "shop.Listing", "accounts.AuditEvent"),
    ):
        rows = json.loads(texts[f"{model}.json"])
        assert rows, model
    for model in ("accounts.User", "accounts.Guardian", "wagtailcore.Page", "order.ShippingAddress"):
        assert OWN in texts[f"{model}.json"].decode(), model
    assert any(name.startswith("files/") and OWN.encode() in text for name, text in texts.items())
    assert [name for name in texts if "avatars" in name or name.startswith("files/accounts.Profile")]
    handle = other.handle.encode()
    assert [name for name, text in texts.items() if FOREIGN.encode() in text.replace(handle, b"")] == []


@pytest.mark.django_db
def test_other_people_appear_by_their_handles(participant, mentor):
    [pairing] = json.loads(archive_of(participant).read("mentorship.Pairing.json"))

    assert pairing["mentor"] == f"@{mentor.handle}"
    assert mentor.email not in json.dumps(pairing)


@pytest.mark.django_db
def test_nobody_gets_a_copy_about_somebody_else(participant, mentor, operator):
    for person in (mentor, operator):
        with pytest.raises(NotAllowed):
            exports.build(user=participant, by=person, now=timezone.now())


@pytest.mark.django_db
def test_a_copy_is_noted_and_not_made_without_end(participant, login):
    browser = login(participant)

    answers = [browser.post("/my/data/download/") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 302]
    copies = [b"".join(answer.streaming_content) for answer in answers[:3]]
    assert zipfile.ZipFile(io.BytesIO(copies[0])).testzip() is None
    assert AuditEvent.objects.filter(action="export", subject=participant).count() == 3


# Closing and erasing -------------------------------------------------------------------------------------


@pytest.fixture
def later() -> Any:
    return timezone.now() + timedelta(days=settings.ACCOUNT_CLOSURE_GRACE_DAYS, minutes=1)


@pytest.fixture(autouse=True)
def own_list(tmp_path: Path, settings: Any) -> None:
    settings.ERASURE_LIST = str(tmp_path / "erasures.jsonl")


def close(person: User, commit: Any) -> None:
    with commit(execute=True):
        closures.begin(user=person, by=person, now=timezone.now())


@pytest.mark.django_db
def test_the_password_is_asked_before_an_account_closes(
    participant, client, login, django_capture_on_commit_callbacks
):
    client.force_login(participant)

    first = client.get("/my/data/close/")
    assert first.status_code == 302
    assert "/account/reauthenticate/" in first["Location"]
    assert login(participant).post("/my/data/close/").status_code == 302
    assert not Closure.objects.exists()

    client.post(first["Location"], {"password": cast.PASSWORD})
    assert "Close my account?" in client.get("/my/data/close/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/my/data/close/")

    assert "Your account is closed" in answer.content.decode()
    assert Closure.objects.get().person == participant
    assert client.get("/my/").status_code == 302, "logged out"
    assert mail.outbox[-1].to == [participant.email]


@pytest.mark.django_db
def test_a_closed_account_is_hidden_and_logged_out_at_once(
    participant, client, login, django_capture_on_commit_callbacks
):
    work = factories.work(participant)
    elsewhere = login(participant)
    portfolio = f"/people/{participant.handle}/"
    assert client.get(portfolio).status_code == 200
    assert client.get(work.get_absolute_url()).status_code == 200

    close(participant, django_capture_on_commit_callbacks)

    assert client.get(portfolio).status_code == 404
    assert client.get(work.get_absolute_url()).status_code == 404
    assert elsewhere.get("/my/").status_code == 302


@pytest.mark.django_db
def test_logging_in_within_the_grace_period_brings_everything_back(
    participant, client, later, django_capture_on_commit_callbacks
):
    work = factories.work(participant)
    private = factories.work(participant, public=False)
    close(participant, django_capture_on_commit_callbacks)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/login/", {"login": participant.email, "password": cast.PASSWORD})
        client.force_login(participant)

    assert not Closure.objects.exists()
    assert client.get(f"/people/{participant.handle}/").status_code == 200
    work.refresh_from_db()
    private.refresh_from_db()
    assert (work.visibility, private.visibility) == ("public", "private")
    assert closures.erase_due(now=later) == 0


@pytest.mark.django_db
def test_nothing_is_erased_before_its_time(participant, django_capture_on_commit_callbacks):
    close(participant, django_capture_on_commit_callbacks)

    assert closures.erase_due(now=timezone.now() + timedelta(days=29)) == 0
    assert User.objects.get(pk=participant.pk).is_active


@pytest.mark.django_db
def test_after_erasing_nothing_is_left_and_others_are_untouched(
    two_people, later, client, django_capture_on_commit_callbacks
):
    person, other = two_people
    client.force_login(person)
    assert canaries.in_tables(OWN), "the positive control"
    assert canaries.in_storages(OWN)
    assert canaries.in_caches(OWN)
    before = set(canaries.in_tables(FOREIGN))
    files = canaries.in_storages(FOREIGN)
    close(person, django_capture_on_commit_callbacks)

    with django_capture_on_commit_callbacks(execute=True):
        assert closures.erase_due(now=later) == 1

    assert canaries.in_tables(OWN) == []
    assert canaries.in_storages(OWN) == []
    assert canaries.in_caches(OWN) == []
    assert set(canaries.in_tables(FOREIGN)) == before
    assert canaries.in_storages(FOREIGN) == files
    assert Project.objects.filter(owner=other).count() == 2
    assert Listing.objects.filter(seller__user=other).count() == 2
    person.refresh_from_db()
    assert person.handle.startswith("former-")
    assert not person.is_active
    assert not person.has_usable_password()
    connection.check_constraints()
    assert client.get("/my/").status_code == 302


@pytest.mark.django_db
def test_a_second_run_changes_nothing(participant, later, django_capture_on_commit_callbacks):
    close(participant, django_capture_on_commit_callbacks)
    closures.erase_due(now=later)
    handle = User.objects.get(pk=participant.pk).handle

    assert closures.erase_due(now=later) == 0
    assert closures.replay(now=later) == 0
    assert User.objects.get(pk=participant.pk).handle == handle
    assert len(Path(settings.ERASURE_LIST).read_text().splitlines()) == 1


@pytest.mark.django_db
def test_whom_a_restore_brings_back_is_erased_again(
    participant, stranger, later, capsys, django_capture_on_commit_callbacks
):
    close(participant, django_capture_on_commit_callbacks)
    closures.erase_due(now=later)
    User.objects.filter(pk=participant.pk).update(display_name=OWN, is_active=True)
    Erasure.objects.all().delete()  # as in a backup made before

    call_command("replay_erasures")

    assert "1 accounts erased again" in capsys.readouterr().out
    assert canaries.in_tables(OWN) == []
    assert User.objects.get(pk=stranger.pk).is_active


@pytest.mark.django_db
def test_one_account_that_cannot_be_erased_does_not_stop_the_others(
    participant, stranger, later, monkeypatch, django_capture_on_commit_callbacks
):
    close(participant, django_capture_on_commit_callbacks)
    close(stranger, django_capture_on_commit_callbacks)
    real = closures.erasing.erase
    monkeypatch.setattr(
        closures.erasing, "erase", lambda *, user, now: 1 / 0 if user == participant else real(user=user, now=now)
    )

    assert closures.erase_due(now=later) == 1
    assert User.objects.get(pk=participant.pk).is_active
    assert not User.objects.get(pk=stranger.pk).is_active


@pytest.mark.django_db
def test_nobody_closes_somebody_elses_account_and_an_operator_remains(participant, mentor, operator):
    for person in (mentor, operator):
        with pytest.raises(NotAllowed):
            closures.begin(user=participant, by=person, now=timezone.now())
    with pytest.raises(closures.LastOperator):
        closures.begin(user=operator, by=operator, now=timezone.now())


@pytest.mark.django_db
def test_an_account_with_money_in_it_stays_until_it_is_paid_out(participant, buyer):
    from shop.tests import tills

    tills.paid(factories.piece(participant), by=buyer)

    with pytest.raises(closures.NotYet, match="sales"):
        closures.begin(user=participant, by=participant, now=timezone.now())
    with pytest.raises(closures.NotYet, match="on its way"):
        closures.begin(user=buyer, by=buyer, now=timezone.now())


def test_a_process_that_has_just_begun_knows_what_stands_in_the_way_of_erasing():
    """The clock's command asks it first of all: nothing else has loaded the apps' rules by then."""
    asks = "from portal.core import privacy; print(*(each.__name__ for each in privacy.obstacles()))"
    command = [sys.executable, "-c", f"import django; django.setup(); {asks}"]

    told = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own

    assert {"open_sales", "money_left", "open_orders"} <= set(told.split())


@pytest.mark.django_db
def test_an_operator_does_not_leave_after_another_has(operator):
    second = User.objects.create_superuser("second@example.org", cast.PASSWORD, display_name="Second")
    closures.begin(user=operator, by=operator, now=timezone.now())

    with pytest.raises(closures.LastOperator):
        closures.begin(user=second, by=second, now=timezone.now())
