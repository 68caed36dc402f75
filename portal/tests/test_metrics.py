"""Figures for a watcher: behind a token, true for all processes, there even while the database is not."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from portal import metrics
from portal.core import jobs, watching
from portal.core.models import ClockTurn

TOKEN = "a-token-that-is-long-enough-to-be-one"


@pytest.fixture
def ask(client, settings, tmp_path):
    """Return what the page says, as figures by name with labels."""
    settings.METRICS_TOKEN = TOKEN
    watching.tally.keep_in(tmp_path)

    def figures() -> dict[str, float]:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return parsed(answer.content.decode())

    yield figures
    watching.tally.keep_in(None)


def parsed(text: str) -> dict[str, float]:
    """Read the text format strictly: each family is described before its samples, and no sample comes twice."""
    found: dict[str, float] = {}
    described: set[str] = set()
    for line in text.splitlines():
        if line.startswith("# "):
            described.add(line.split(" ")[2])
            continue
        sample = re.fullmatch(r'([a-z_]+)(\{(?:[a-z]+="[^"\\\n]*",?)*\})? (-?[\d.e+]+)', line)
        assert sample, line
        assert sample[1] in described or re.sub(r"_(bucket|sum|count)$", "", sample[1]) in described
        name = sample[1] + (sample[2] or "")
        assert name not in found
        found[name] = float(sample[3])
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_without_the_token_there_is_nothing(client, settings, header):
    settings.METRICS_TOKEN = TOKEN

    assert client.get("/metrics", headers=header).status_code == 401


@pytest.mark.django_db
def test_without_a_token_in_the_settings_nobody_gets_in(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.django_db
def test_requests_are_counted_by_area_and_outcome(client, ask):
    before = ask()
    client.get("/account/login/")
    client.get("/account/nothing/")
    client.get("/nothing-here/")
    after = ask()

    def grown(name: str) -> float:
        return after[name] - before[name]

    assert grown('portal_requests_total{area="account",status="2xx"}') == 1
    assert grown('portal_requests_total{area="account",status="4xx"}') == 1
    assert grown('portal_requests_total{area="site",status="4xx"}') == 1
    assert grown('portal_request_seconds_count{area="account"}') == 2
    assert grown('portal_request_seconds_bucket{area="account",le="+Inf"}') == 2
    assert after['portal_request_seconds_sum{area="account"}'] > 0
    assert grown('portal_queries_total{area="account"}') > 0


@pytest.mark.django_db
def test_buckets_grow_towards_the_last(client, ask):
    client.get("/account/login/")
    found = ask()
    name = 'portal_request_seconds_bucket{area="account",le="%s"}'
    counts = [found[name % f"{limit:g}"] for limit in watching.BUCKETS]

    assert counts == sorted(counts)
    assert counts[-1] <= found[name % "+Inf"]


@pytest.mark.django_db
def test_what_waits_is_told(ask):
    from portal.testing.jobs import fail, work_off

    fail.enqueue()
    work_off()
    fail.enqueue()
    found = ask()

    assert found['portal_jobs{state="dead"}'] == 1
    assert found['portal_jobs{state="waiting"}'] == 1
    assert found["portal_jobs_failed_total"] == 1
    assert found['portal_mails{state="dead"}'] == 0
    assert found["portal_silent"] == 0


@pytest.mark.django_db
def test_a_clock_that_stands_still_is_told(ask):
    assert ask()["portal_clock_late_seconds"] == 0
    ClockTurn.objects.create(name="send_mails", due_at=timezone.now() - timedelta(minutes=20))
    ClockTurn.objects.create(name="of_another_release", due_at=timezone.now() - timedelta(days=20))

    assert 1200 <= ask()["portal_clock_late_seconds"] < 1800


@pytest.mark.django_db
def test_a_database_that_is_away_hides_nothing_that_was_counted(ask, client, monkeypatch):
    def away(**_: object) -> dict:
        raise OperationalError("the database is away")

    monkeypatch.setattr(jobs, "figures", away)
    client.get("/account/login/")
    found = ask()

    assert found["portal_silent"] == 1
    assert found['portal_requests_total{area="account",status="2xx"}'] >= 1
    assert "portal_job_workers" not in found


def test_figures_are_written_as_the_format_wants_them():
    families = [("portal_x", "gauge", "What it is.", [('portal_x{state="a"}', 1.0), ('portal_x{state="b"}', 2.5)])]

    assert metrics.written(families) == (
        '# HELP portal_x What it is.\n# TYPE portal_x gauge\nportal_x{state="a"} 1\nportal_x{state="b"} 2.5\n'
    )
