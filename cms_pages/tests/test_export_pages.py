"""Asking for one's site, waiting for it, downloading it; and what others can do about it, which is nothing."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms_pages.export import builder
from cms_pages.models import Export
from cms_pages.services import exports
from cms_pages.tests import factories
from mentorship.services import projects
from portal.accounts.models import User
from portal.accounts.services import consents
from portal.core import jobs
from portal.core.exceptions import NotAllowed
from portal.testing.jobs import work_off

URL = "/my/site/"


def ask(person: User, **values: Any) -> Export:
    return exports.request(person=person, by=person, now=timezone.now(), **values)


def archive_from(answer: Any) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def words_of(answer: Any) -> str:
    return answer.content.decode()


# From the button to the file -----------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_the_button_to_the_file(participant, login):
    factories.work(participant, "A red rug")
    browser = login(participant)
    assert "Never built" in words_of(browser.get(URL))

    answer = browser.post(URL, {"base_url": "https://amina.example.org/"}, follow=True)
    assert "Waiting for its turn" in words_of(answer)
    assert "Build my site" not in words_of(answer)

    work_off()

    page = words_of(browser.get(URL))
    assert "Your site is ready" in page
    assert "1 work," in page
    export = Export.objects.get()
    assert f"/my/site/{export.public_id}.zip" in page
    assert 'value="https://amina.example.org/"' in page
    answer = browser.get(f"/my/site/{export.public_id}.zip")
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{participant.handle}-')
    assert answer["Cache-Control"] == "private, no-store"
    archive = archive_from(answer)
    assert archive.testzip() is None
    assert b"A red rug" in archive.read("works/index.html")


@pytest.mark.django_db
def test_the_page_tells_how_far_it_is(participant, login):
    export = ask(participant)
    Export.objects.filter(pk=export.pk).update(state="building", done_count=7, total_count=20)

    assert "step 7 of 20" in words_of(login(participant).get(URL))


@pytest.mark.django_db
def test_the_page_looks_again_by_itself_as_long_as_something_is_under_way(participant, login):
    again, browser = '<meta http-equiv="refresh"', login(participant)
    factories.work(participant, "A red rug")
    assert again not in browser.get(URL).content.decode()

    export = ask(participant)
    assert again in browser.get(URL).content.decode()
    exports.fail(number=export.pk, reason=str(exports.FAILED), now=timezone.now())

    page = browser.get(URL).content.decode()
    assert again not in page
    assert str(exports.FAILED) in page
    assert '<a href="#build">Build it anew</a>' in page


@pytest.mark.django_db
def test_the_newest_and_the_one_before_are_kept(participant, login):
    work = factories.work(participant, "A red rug")
    for _ in range(3):
        ask(participant)
        work_off()
    projects.change_visibility(project=work, visibility="private", by=participant)
    ask(participant)
    work_off()

    kept = list(Export.objects.of(participant))
    assert len(kept) == 2
    names = {each.file.name.rpartition("/")[2] for each in kept}
    assert names == {name for name in storages["private"].listdir("exports")[1] if name in names}
    browser = login(participant)
    new, old = (archive_from(browser.get(f"/my/site/{each.public_id}.zip")) for each in kept)
    assert b"A red rug" in old.read("works.json")
    assert b"A red rug" not in new.read("works.json")


@pytest.mark.django_db
def test_one_at_a_time(participant, login):
    ask(participant)
    browser = login(participant)

    answer = browser.post(URL, follow=True)

    assert "being built already" in words_of(answer)
    assert Export.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(person=participant, requested_at=timezone.now())


@pytest.mark.django_db
def test_a_bad_address_is_told_beside_its_field_and_kept(participant, login):
    answer = login(participant).post(URL, {"base_url": "amina dot org"})

    page = words_of(answer)
    assert "Write the whole address" in page
    assert 'value="amina dot org"' in page
    assert not Export.objects.exists()


@pytest.mark.django_db
def test_a_minor_without_public_pages_is_told_whom_to_ask(participant, login):
    participant.portfolio.unpublish()
    User.objects.filter(pk=participant.pk).update(age_band=User.AgeBand.FROM_16_TO_17)

    answer = login(participant).post(URL, follow=True)

    assert "A mentor or coordinator shows your pages" in words_of(answer)
    assert not Export.objects.exists()


# When it goes wrong --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_hidden_while_it_waits_end_in_words(participant, login):
    ask(participant)
    participant.portfolio.unpublish()

    work_off()

    page = words_of(login(participant).get(URL))
    assert "It did not work" in page
    assert "None of your pages is public yet" in page
    assert "Build my site" in page


@pytest.mark.django_db
def test_a_fault_of_ours_is_noted_and_the_job_is_a_dead_letter(participant, login, monkeypatch):
    def fail(**_: Any) -> None:
        raise RuntimeError("disk full")

    ask(participant)
    monkeypatch.setattr(builder, "build", fail)

    work_off()

    page = words_of(login(participant).get(URL))
    assert "Something went wrong with us" in page
    assert "disk full" not in page
    assert DBTaskResult.objects.failed().count() == 1


@pytest.mark.django_db
def test_when_its_builders_die_the_person_is_told(participant):
    export = ask(participant)
    row = DBTaskResult.objects.get()
    for _ in range(jobs.MAX_ATTEMPTS):
        row.claim("gone")
    Export.objects.update(state="building")

    jobs.reap(now=timezone.now())

    export.refresh_from_db()
    assert export.state == Export.State.FAILED
    assert export.reason


@pytest.mark.django_db
def test_building_it_twice_does_no_harm(participant):
    export = ask(participant)
    storages["private"].delete(f"exports/{export.public_id}.zip")

    exports.run(number=export.pk, now=timezone.now())
    export.refresh_from_db()
    first = export.sha256
    exports.run(number=export.pk, now=timezone.now())

    export.refresh_from_db()
    assert (export.state, export.sha256) == (Export.State.BUILT, first)


# Others --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_elses_site_exists(participant, stranger, mentor, moderator, login, client):
    ask(participant)
    work_off()
    address = f"/my/site/{Export.objects.get().public_id}.zip"

    assert client.get(address).status_code == 302
    for other in (stranger, mentor, moderator):
        assert login(other).get(address).status_code == 404
    with pytest.raises(NotAllowed):
        exports.request(person=participant, by=mentor, now=timezone.now())


@pytest.mark.django_db
def test_a_withdrawn_consent_takes_built_sites_away(participant, moderator, django_capture_on_commit_callbacks):
    now = timezone.now()
    consents.give_consent(user=participant, kind="publishing", by=participant, now=now)
    ask(participant)
    work_off()
    name = Export.objects.get().file.name

    with django_capture_on_commit_callbacks(execute=True):
        consents.withdraw_consent(user=participant, kind="publishing", by=participant, now=now)

    assert not Export.objects.exists()
    assert not storages["private"].exists(name)


@pytest.mark.django_db
def test_an_export_that_was_forgotten_while_it_was_built_leaves_no_file(participant, monkeypatch):
    export = ask(participant)
    real = builder.build

    def build_and_forget(**options: Any) -> Any:
        built = real(**options)
        exports.forget(person=participant)
        return built

    monkeypatch.setattr(builder, "build", build_and_forget)
    work_off()

    assert not Export.objects.exists()
    assert not storages["private"].exists(f"exports/{export.public_id}.zip")


@pytest.mark.django_db
def test_the_page_asks_as_much_with_many_exports_as_with_one(participant, login, assert_queries_do_not_grow):
    def add() -> None:
        now = timezone.now()
        Export.objects.create(person=participant, requested_at=now, finished_at=now, state="failed", reason="x")

    assert_queries_do_not_grow(URL, add, client=login(participant))
