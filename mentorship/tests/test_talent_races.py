"""What two requests at the same moment do to one row; PostgreSQL only."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mentorship.models import ImportBatch, Interaction, Prospect
from mentorship.services import imports, interactions, meeting, merging, prospects
from portal.core.exceptions import DomainError
from portal.testing.jobs import work_off

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = timezone.now()
AT_ONCE = 8


def at_once(act):
    """Run `act(number)` in AT_ONCE threads and return what came of each."""

    def run(number):
        try:
            return act(number)
        except DomainError as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_a_contact_that_arrives_many_times_at_once_is_noted_once(mentor):
    met = prospects.create(by=mentor, now=NOW, name="Timo", consent_how="spoken")
    once = {"client_id": uuid4(), "no_next_step": True}

    found = at_once(lambda _number: interactions.log(about=met, by=mentor, now=NOW, **once).pk)

    assert len(set(found)) == 1
    assert Interaction.objects.count() == 1
    assert met.stage_changes.count() == 2, "new, then contacted by the first of them alone"


def test_somebody_who_is_noted_many_times_at_once_is_noted_once(mentor):
    once = {"client_id": uuid4(), "no_next_step": True, "name": "Timo", "consent_how": "spoken"}

    found = at_once(lambda _number: meeting.meet(by=mentor, now=NOW, **once).pk)

    assert len(set(found)) == 1
    assert (Prospect.objects.count(), Interaction.objects.count()) == (1, 1)


def test_two_notes_put_together_from_both_sides_at_once_become_one(mentor):
    one, two = (prospects.create(by=mentor, now=NOW, name="Timo", consent_how="spoken") for _ in range(2))

    def act(number):
        keep, other = (one, two) if number % 2 else (two, one)
        return merging.merge(keep=keep, other=other, by=mentor, now=NOW).pk

    found = at_once(act)

    assert sum(each is not merging.SameNote for each in found) == 1
    assert Prospect.objects.standing().count() == 1


def test_moves_at_once_are_written_down_one_after_the_other(mentor):
    met = prospects.create(by=mentor, now=NOW, name="Timo", consent_how="spoken")

    at_once(lambda _number: prospects.move(prospect=met, to="contacted", by=mentor, now=NOW).pk)

    assert met.stage_changes.filter(to_stage="contacted").count() == 1


@pytest.fixture
def table(mentor):
    file = SimpleUploadedFile("people.csv", b"name\nAda\nTimo\nKim")
    return imports.upload(by=mentor, filename=file.name, file=file, now=NOW)


def try_out(batch, **mapping):
    words = {"mapping": batch.mapping | mapping, "defaults": {"consent_how": "paper"}, "now": NOW}
    return imports.try_out(batch=batch, by=batch.by, **words)


def tables_waiting():
    return DBTaskResult.objects.filter(task_path__startswith="mentorship.jobs.").count()


@pytest.mark.parametrize("is_long", [True, False])
def test_a_table_that_is_taken_in_many_times_at_once_is_taken_in_once(is_long, table, monkeypatch):
    try_out(table)
    monkeypatch.setattr(imports, "AT_ONCE", 1 if is_long else 100)

    at_once(lambda number: imports.commit(batch=table, by=table.by, now=NOW, with_doubles=number % 2 == 0))

    assert tables_waiting() == (1 if is_long else 0)
    work_off()
    assert Prospect.objects.count() == ImportBatch.objects.get().created_count == 3


def test_of_two_workers_at_one_table_one_takes_it_in(table, monkeypatch):
    try_out(table)
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    job = imports.commit(batch=table, by=table.by, now=NOW).job

    at_once(lambda _number: imports.run_taking_in(number=table.pk, job=job, now=NOW, with_doubles=False))

    assert Prospect.objects.count() == 3
    assert ImportBatch.objects.get().state == "committed"


def test_a_table_is_tried_anew_or_taken_in_and_never_both_at_once(table, monkeypatch):
    try_out(table)
    monkeypatch.setattr(imports, "AT_ONCE", 1)

    found = at_once(
        lambda number: try_out(table) if number % 2 else imports.commit(batch=table, by=table.by, now=NOW)
    )

    assert tables_waiting() == 1
    assert imports.UnderWay in found
    assert len({each.job for each in found if isinstance(each, ImportBatch)}) == 1
