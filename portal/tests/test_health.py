import pytest
from django.core.cache import cache
from django.db import connection

from portal import health


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_a_site_with_everything_in_place_is_ready(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "cache": "ok"}


@pytest.mark.django_db
def test_a_cache_that_keeps_nothing_turns_the_site_unready_without_details(client, monkeypatch):
    monkeypatch.setattr(cache, "get", lambda key: None, raising=False)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["cache"] == "failing"


@pytest.mark.django_db
def test_a_missing_migration_turns_the_site_unready(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'messaging' OR app = 'mentorship'")

    assert client.get("/readyz").json()["migrations"] == "failing"


def test_health_takes_no_posts(client):
    assert client.post("/healthz").status_code == 405
