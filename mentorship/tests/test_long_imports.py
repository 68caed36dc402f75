"""Long tables of people: tried and taken in by a job, which tells how far it is."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from mentorship import importing
from mentorship.models import ImportBatch, Prospect, StageChange
from mentorship.services import imports
from portal.accounts import roles
from portal.accounts.models import User
from portal.accounts.services import erasing, people
from portal.core import jobs
from portal.core.exceptions import NotAllowed
from portal.core.models import JobProgress
from portal.testing import cast
from portal.testing.jobs import work_off
from portal.testing.races import together

NOW = timezone.now()
CONSENT = {"consent_how": "paper"}
LINES = ("name,phone,email", "Ada,0170 5550101,", "Timo,,nonsense", "Kim,0170 5550103,", "Adda,0170 5550101,")


@pytest.fixture(autouse=True)
def every_table_is_long(monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    monkeypatch.setattr(importing, "TOLD_EVERY", 2)


def uploaded(by, *lines):
    file = SimpleUploadedFile("people.csv", "\n".join(lines or LINES).encode())
    return imports.upload(by=by, filename=file.name, file=file, now=NOW)


def ask_to_try(batch, **mapping):
    return imports.try_out(batch=batch, by=batch.by, mapping=batch.mapping | mapping, defaults=CONSENT, now=NOW)


def tried(by, *lines):
    batch = ask_to_try(uploaded(by, *lines))
    work_off()
    return fresh(batch)


def ask_to_take_in(batch, **words):
    return imports.commit(batch=batch, by=batch.by, now=NOW, **words)


def fresh(batch):
    return ImportBatch.objects.get(pk=batch.pk)


def waiting():
    return list(DBTaskResult.objects.ready().values_list("task_path", flat=True))


def page_of(batch):
    return f"/my/prospects/imports/{batch.public_id}/"


# From the button to the people ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_long_table_is_tried_and_taken_in_while_its_mentor_looks_on(mentor, login):
    batch, browser = uploaded(mentor), login(mentor)
    page = page_of(batch)

    shown = browser.post(page, {"column_name": "0", "column_email": "2", "all_consent_how": "paper"}, follow=True)
    assert "Waiting for its turn" in shown.content.decode()
    assert '<meta http-equiv="refresh"' in shown.content.decode()
    work_off()
    found = browser.get(page).content.decode()
    assert "What trying found" in found
    assert "Enter a valid email address." in found
    assert "refresh" not in found

    shown = browser.post(f"{page}commit/", follow=True).content.decode()
    assert "Waiting for its turn" in shown
    assert "are noted" not in shown
    assert not Prospect.objects.exists()
    assert "Under way" in browser.get("/my/prospects/imports/").content.decode()
    work_off()

    assert "took in 2 rows" in browser.get(page).content.decode()
    assert set(Prospect.objects.values_list("name", flat=True)) == {"Ada", "Kim"}
    assert StageChange.objects.count() == 2
    assert not JobProgress.objects.exists()


@pytest.mark.django_db
def test_a_short_table_is_tried_and_taken_in_without_any_worker(mentor, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 4)

    batch = ask_to_take_in(ask_to_try(uploaded(mentor)))

    assert (batch.state, batch.created_count, waiting()) == ("committed", 2, [])


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["trying", "taking in"])
def test_the_page_tells_how_far_it_is_and_asks_for_no_row(part, mentor, login):
    browser = login(mentor)
    batch = ask_to_try(uploaded(mentor)) if part == "trying" else ask_to_take_in(tried(mentor))

    def show(done):
        JobProgress.objects.update_or_create(job=batch.job, defaults={"done": done, "total": 5_000})
        with CaptureQueriesContext(connection) as queries:
            words = browser.get(page_of(batch)).content.decode()
        assert not any('batch"."rows"' in query["sql"] for query in queries)
        return words

    heading = {"trying": "Being tried", "taking in": "Being taken in"}[part]
    last = {"trying": "Now we look who is known already.", "taking in": "all at once or none"}[part]
    words = show(1_200)
    assert heading in words
    assert '<progress value="1200" max="5000" aria-label="Progress">row 1,200 of 5,000</progress>' in words
    assert last not in words
    assert last in show(5_000)


@pytest.mark.django_db(transaction=True)
def test_how_far_it_is_shows_outside_and_others_write_while_rows_are_read(mentor, monkeypatch):
    seen = []

    def look(also=lambda: None):
        def outside():
            also()
            return (*JobProgress.objects.values_list("done", "total").get(), Prospect.objects.count())

        seen.extend(together(outside))

    def read(self, instance, is_create):
        look(lambda: User.objects.filter(pk=mentor.pk).update(display_name="Somebody else writes"))
        self.made.append(instance)

    def write(made, **words):
        importing.write(made, **words)
        look()

    monkeypatch.setattr(importing.ProspectResource, "do_instance_save", read)
    monkeypatch.setattr(imports, "write", write)

    ask_to_try(uploaded(mentor))
    work_off()
    assert seen == [(0, 4, 0), (2, 4, 0), (2, 4, 0)]
    seen.clear()
    ask_to_take_in(ImportBatch.objects.get())
    work_off()

    assert seen == [(0, 3, 0), (2, 3, 0), (3, 3, 0)]
    assert Prospect.objects.count() == 2


@pytest.mark.django_db
def test_what_is_wrong_is_told_in_the_language_of_who_asked(mentor):
    batch = uploaded(mentor, "name,email", ",a@example.org", "Ada,")
    with translation.override("es"):
        ask_to_try(batch)
        expected = translation.gettext("A name is missing.")

    work_off()

    assert expected != "A name is missing."
    assert expected in fresh(batch).errors[0][1][0]


# Twice, and in between -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_asked_for_twice_it_is_done_once(mentor):
    batch = uploaded(mentor)
    for _click in range(2):
        ask_to_try(batch)
    assert waiting() == ["mentorship.jobs.try_table"]
    work_off()
    for _click in range(2):
        ask_to_take_in(batch)
    assert waiting() == ["mentorship.jobs.take_table_in"]
    job = fresh(batch).job

    work_off()
    imports.run_taking_in(number=batch.pk, job=job, now=NOW, with_doubles=True)

    assert Prospect.objects.count() == fresh(batch).created_count == 2


@pytest.mark.django_db
def test_while_it_is_under_way_nothing_else_is_done_with_it(mentor, login):
    batch, browser = uploaded(mentor), login(mentor)
    ask_to_try(batch)
    with pytest.raises(imports.UnderWay):
        ask_to_try(batch, phone=0)
    with pytest.raises(imports.UnderWay):
        ask_to_take_in(batch)
    work_off()
    ask_to_take_in(batch)
    with pytest.raises(imports.UnderWay):
        ask_to_try(batch)
    with pytest.raises(imports.UnderWay):
        imports.undo(batch=batch, by=mentor, now=NOW)

    for page in (page_of(batch), f"{page_of(batch)}undo/"):
        answer = browser.post(page, {"column_name": "0", "all_consent_how": "spoken"}, follow=True)
        assert str(imports.UnderWay.message) in answer.content.decode()
    work_off()
    assert fresh(batch).state == "committed"


@pytest.mark.django_db
def test_changing_the_columns_of_a_tried_table_forgets_what_was_found(mentor):
    batch = tried(mentor)
    assert batch.errors

    batch = ask_to_try(batch, phone=0)

    assert (batch.state, batch.errors, batch.doubles) == ("uploaded", [], [])


@pytest.mark.django_db
def test_what_a_former_job_finds_out_late_does_not_count(mentor):
    batch = ask_to_try(uploaded(mentor))
    late = batch.job
    imports.fail(number=batch.pk, job=late, reason="Given up")
    ask_to_try(batch, phone=0)

    imports.run_trying(number=batch.pk, job=late, now=NOW)

    assert fresh(batch).state == "uploaded"
    assert fresh(batch).is_under_way
    imports.fail(number=batch.pk, job=late, reason="Given up")
    assert fresh(batch).reason == ""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_half_way_leaves_nothing_and_the_next_takes_all_in(mentor, monkeypatch):
    class Killed(BaseException):
        pass

    def die(made, **words):
        importing.write(made, **words)
        raise Killed

    batch = tried(mentor)
    job = ask_to_take_in(batch, with_doubles=True).job
    with monkeypatch.context() as dying:
        dying.setattr(imports, "write", die)
        with pytest.raises(Killed):
            imports.run_taking_in(number=batch.pk, job=job, now=NOW, with_doubles=True)
    left = fresh(batch)
    assert (left.state, left.job, len(left.rows)) == ("tried", job, 4)
    assert not Prospect.objects.exists()

    work_off()

    assert fresh(batch).created_count == Prospect.objects.count() == 3


# What comes to nothing -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_why_nothing_could_be_taken_in_is_told_and_it_may_be_tried_again(mentor, login):
    batch = tried(mentor, "name,email", "Ada,x", "Timo,y")
    ask_to_take_in(batch)

    work_off()

    batch = fresh(batch)
    assert (batch.state, batch.is_under_way, batch.reason) == ("tried", False, str(imports.NothingGood.message))
    page = login(mentor).get(page_of(batch)).content.decode()
    assert batch.reason in page
    assert "Try it" in page
    ask_to_try(batch)
    assert fresh(batch).reason == ""


@pytest.mark.django_db
def test_a_fault_of_ours_is_told_as_one_and_stays_among_the_dead_letters(mentor, monkeypatch, login):
    batch = tried(mentor)
    ask_to_take_in(batch)
    with monkeypatch.context() as broken:
        broken.setattr(imports, "write", lambda *_, **__: 1 / 0)
        work_off()

    assert DBTaskResult.objects.failed().count() == 1
    assert str(imports.FAILED) in login(mentor).get(page_of(batch)).content.decode()
    ask_to_take_in(batch)
    work_off()
    assert (fresh(batch).state, fresh(batch).reason) == ("committed", "")
    jobs.revive(now=NOW)
    work_off()
    assert Prospect.objects.count() == 2


@pytest.mark.django_db
def test_a_job_that_is_given_up_is_told_to_its_mentor(mentor):
    batch = ask_to_try(uploaded(mentor))
    row = DBTaskResult.objects.get()
    for _ in range(jobs.MAX_ATTEMPTS):
        row.claim("gone")

    jobs.reap(now=timezone.now())

    assert not fresh(batch).is_under_way
    assert fresh(batch).reason == str(imports.FAILED)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["trying", "taking in"])
def test_whoever_is_no_mentor_any_more_takes_nothing_in(part, mentor):
    batch = ask_to_try(uploaded(mentor)) if part == "trying" else ask_to_take_in(tried(mentor))
    people.take_role(user=mentor, role=roles.MENTOR, by=cast.operator())

    work_off()

    assert fresh(batch).state == ("uploaded" if part == "trying" else "tried")
    assert fresh(batch).reason
    assert not Prospect.objects.exists()
    with pytest.raises(NotAllowed):
        imports.commit(batch=batch, by=User.objects.get(pk=mentor.pk), now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", ["trying", "taking in"])
@pytest.mark.parametrize("act", ["erase", "forget"])
def test_a_table_that_goes_while_it_is_read_stays_gone(act, part, mentor, monkeypatch):
    batch = ask_to_try(uploaded(mentor)) if part == "trying" else ask_to_take_in(tried(mentor))
    wanted = {
        "erase": lambda: erasing.erase(user=User.objects.get(pk=mentor.pk), now=NOW),
        "forget": lambda: imports.forget_unfinished(now=NOW + timedelta(days=2)),
    }[act]
    done = []

    def read(self, instance, is_create):
        if not done:
            done.extend(together(wanted))
        self.made.append(instance)

    monkeypatch.setattr(importing.ProspectResource, "do_instance_save", read)
    work_off()

    assert len(done) == 1
    assert not isinstance(done[0], Exception), done
    assert not Prospect.objects.exists()
    assert not DBTaskResult.objects.failed().exists()
    left = ImportBatch.objects.filter(pk=batch.pk).values_list("rows", "errors", "job", "reason")
    assert list(left) == ([] if act == "forget" else [([], [], None, "")])


@pytest.mark.django_db
def test_no_table_is_worked_through_outside_of_its_job(mentor):
    batch = ask_to_try(uploaded(mentor))

    imports.run_trying(number=batch.pk, job=uuid4(), now=NOW)

    assert fresh(batch).is_under_way
    assert isinstance(batch.job, UUID)
    with pytest.raises(LookupError):
        jobs.this_job()
