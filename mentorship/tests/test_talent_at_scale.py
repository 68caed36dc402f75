"""Five thousand prospects: as many questions as for ten, and an import of them in seconds."""

import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.models import Interaction, Prospect, Stage, StageChange
from mentorship.services import imports
from portal.testing.jobs import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOW = timezone.now()
STAGES = [Stage.NEW, Stage.CONTACTED, Stage.ASSESSED, Stage.OFFERED, Stage.DEFERRED, Stage.DECLINED]
PAGES = (
    "/my/prospects/",
    "/my/prospects/board/",
    "/my/due/",
    "/my/due/?show=planless",
    "/my/prospects/report/?by=place",
    "/my/prospects/duplicates/",
    "/cms/talent_prospects/",
)
#: Seconds that a page may take here, with others on the machine.
PATIENCE = 6


def seed(mentor, skill, *, count):
    """Write `count` prospects with two steps and a contact each, spread over the stages."""
    first = Prospect.objects.count()
    made = [_one(mentor, number, STAGES[number % len(STAGES)]) for number in range(first, first + count)]
    Prospect.objects.bulk_create(made, batch_size=500)
    through = Prospect.skills.through
    through.objects.bulk_create([through(prospect=each, skill=skill) for each in made], batch_size=500)
    StageChange.objects.bulk_create(
        [StageChange(prospect=each, to_stage=Stage.NEW, by=mentor, at=NOW - timedelta(days=9)) for each in made]
        + [
            StageChange(prospect=each, from_stage=Stage.NEW, to_stage=each.stage, by=mentor, at=NOW)
            for each in made
            if each.stage != Stage.NEW
        ],
        batch_size=500,
    )
    Interaction.objects.bulk_create(
        [_contact(mentor, each, number) for number, each in enumerate(made) if number % 2], batch_size=500
    )


def _one(mentor, number, stage):
    one = Prospect(
        mentor=mentor,
        name=f"Person {'abcdefghij'[number % 10]}{number}",
        phone=f"0170 {1_000_000 + number // 2}",
        place=f"Place {number % 30}",
        consent_how="spoken",
        consented_at=NOW,
        consent_version="1",
        stage=stage,
        reason="no_time" if stage in (Stage.DEFERRED, Stage.DECLINED) else "",
        stage_changed_at=NOW,
    )
    one.set_keys()
    return one


def _contact(mentor, prospect, number):
    return Interaction(
        prospect=prospect,
        by=mentor,
        happened_at=NOW - timedelta(days=number % 90),
        next_step="Call",
        next_step_date=NOW.date() + timedelta(days=number % 40 - 20),
        client_id=uuid4(),
    )


def measure(browser, page):
    assert browser.get(page).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        begun = time.perf_counter()
        answer = browser.get(page)
        seconds = time.perf_counter() - begun
    return len(queries), seconds, len(answer.content)


def test_pages_ask_the_same_for_sixty_prospects_and_for_five_thousand(mentor, skill, login, capsys):
    browser = login(mentor)
    seed(mentor, skill, count=60)
    few = {page: measure(browser, page) for page in PAGES}

    seed(mentor, skill, count=4_940)

    many = {page: measure(browser, page) for page in PAGES}
    with capsys.disabled():
        for page in PAGES:
            print(f"\n{page}: {few[page][0]} queries, then {many[page][0]}; {few[page][1]:.2f} s, then "
                  f"{many[page][1]:.2f} s; {many[page][2] // 1024} kB", end="")  # fmt: skip
    assert {page: figures[0] for page, figures in many.items()} == {
        page: figures[0] for page, figures in few.items()
    }
    assert max(seconds for _queries, seconds, _size in many.values()) < PATIENCE


@pytest.mark.parametrize("count", [5_000, imports.MOST_ROWS])
def test_an_import_of_thousands_is_tried_taken_in_and_taken_back(count, mentor, skill, capsys):
    seed(mentor, skill, count=100)
    bad_count = count // 10
    good_count = count - bad_count
    before = {model: model.objects.count() for model in (Prospect, StageChange, Prospect.skills.through)}
    lines = [
        f"Import {number},0160 {2_000_000 + number},Place {number % 9},Throwing" for number in range(good_count)
    ]
    bad = [f"Bad {number},nonsense,," for number in range(bad_count)]
    text = "\n".join(["name,phone,place,skills", *lines, *bad]).encode()
    file = SimpleUploadedFile("people.csv", text)
    took, mapping = {}, {"name": 0, "phone": 1, "place": 2, "skills": 3}

    def timed(what, act):
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = act()
        took[what] = (time.perf_counter() - begun, len(queries))
        return answer

    batch = timed("upload", lambda: imports.upload(by=mentor, filename="people.csv", file=file, now=NOW))
    timed("ask to try", lambda: imports.try_out(
        batch=batch, by=mentor, mapping=mapping, defaults={"consent_how": "paper"}, now=NOW
    ))  # fmt: skip
    timed("try", work_off)
    batch.refresh_from_db()
    assert before == {model: model.objects.count() for model in before}
    assert len(batch.errors) == bad_count
    timed("ask to take in", lambda: imports.commit(batch=batch, by=mentor, now=NOW, with_doubles=True))
    timed("take in", work_off)
    assert Prospect.objects.filter(batch=batch).count() == good_count
    assert StageChange.objects.filter(prospect__batch=batch).count() == good_count
    timed("undo", lambda: imports.undo(batch=batch, by=mentor, now=NOW))

    with capsys.disabled():
        print(
            f"\n{count} rows: "
            + "; ".join(f"{what}: {seconds:.2f} s, {asked} queries" for what, (seconds, asked) in took.items())
        )
    assert before == {model: model.objects.count() for model in before}
    assert sum(seconds for seconds, _asked in took.values()) < 10 * PATIENCE
    assert max(took[asking][0] for asking in ("ask to try", "ask to take in", "undo")) < PATIENCE
