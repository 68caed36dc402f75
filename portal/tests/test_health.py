import pytest
from django.core.cache import cache
from django.db import connection

from portal import checks, health, serving


def test_the_process_says_that_it_lives_without_asking_the_database(client):
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_a_site_with_everything_in_place_is_ready(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"database": "ok", "migrations": "ok", "cache": "ok", "files": "ok"}


@pytest.mark.django_db
def test_a_site_without_its_cache_serves_on_and_says_so(client, monkeypatch):
    """All machines share one cache: were they unready without it, a proxy would have nobody left to ask."""
    monkeypatch.setattr(cache, "get", lambda key: None, raising=False)

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json()["cache"] == "degraded"


@pytest.mark.django_db
def test_a_disk_that_is_full_is_told(client, monkeypatch, settings, tmp_path):
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "private": folder}
    assert client.get("/readyz").json()["files"] == "ok"

    monkeypatch.setattr(health, "LEAST_ROOM", 10**18)

    assert client.get("/readyz").json()["files"] == "degraded"


@pytest.mark.django_db
def test_a_process_that_is_about_to_stop_is_no_longer_ready_but_lives(client):
    serving.stopping.set()
    try:
        response = client.get("/readyz")
        assert client.get("/healthz").status_code == 200
    finally:
        serving.stopping.clear()

    assert response.status_code == 503
    assert response.json()["process"] == "stopping"


@pytest.mark.django_db
def test_a_missing_migration_turns_the_site_unready(client, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'messaging' OR app = 'mentorship'")

    assert client.get("/readyz").json()["migrations"] == "failing"


def test_health_takes_no_posts(client):
    assert client.post("/healthz").status_code == 405


def test_a_language_of_the_interface_needs_words(settings):
    settings.INTERFACE_LANGUAGES = ["en", "es"]
    assert checks.interface_languages_have_words() == []

    settings.INTERFACE_LANGUAGES = ["en", "pt"]

    assert [each.id for each in checks.interface_languages_have_words()] == ["portal.E003"]
