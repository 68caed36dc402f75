"""The pictures of a work are public exactly as long as the work is; old addresses never work again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mentorship.models import Project, ProjectFile
from mentorship.services import hiding, projects, work_files
from portal.accounts.models import Closure
from portal.core import copies, stores
from portal.testing.canaries import every_file
from portal.testing.uploads import picture, sound

pytestmark = pytest.mark.django_db
Commit = Any


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Commit:
    """Runs a change and what is to happen after its commit."""

    def run(change: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return change()

    return run


@pytest.fixture
def work(participant: Any, commit: Commit) -> Project:
    copies.tidy()  # takes away what an earlier test left
    return commit(
        lambda: projects.create(
            owner=participant,
            by=participant,
            title="Pot",
            media_type="image",
            visibility="public",
            files=[picture(size=(900, 600)), sound()],
        )
    )


def files_of(work: Project) -> list[ProjectFile]:
    """The files as pages load them: with their work as it is now."""
    return list(Project.objects.prefetch_related("files").get(pk=work.pk).files.all())


def addresses(work: Project) -> set[str]:
    urls = set()
    for file in files_of(work):
        urls |= {file.url(), *(file.url(f"w{each['width']}.{each['format']}") for each in file.renditions)}
        urls |= {f"/files/{file.public_id}/w{each['width']}.{each['format']}" for each in file.renditions}
        urls |= {f"/media/{path}" for path in file.paths}
    return urls


def assert_gone(client: Client, urls: set[str]) -> None:
    for url in urls:
        assert client.get(url).status_code == 404, url
        assert client.head(url).status_code == 404, url
        assert client.get(url, headers={"range": "bytes=0-9"}).status_code == 404, url


def public_files() -> list[str]:
    return [name for name in every_file(stores.public()) if name.startswith(copies.FOLDER)]


def test_a_public_works_pictures_are_served_for_good_without_asking_us(client: Client, work: Project) -> None:
    shown = files_of(work)[0].image
    assert shown

    for url in (shown["src"], *(url for url, _width in [*shown["srcset"], *shown["webp"]])):
        answer = client.get(url)
        assert url.startswith("/media/pictures/")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert shown["src"] in client.get(work.get_absolute_url()).content.decode()


def test_sounds_and_originals_stay_behind_the_view(client: Client, work: Project) -> None:
    for file in files_of(work):
        answer = client.get(file.url())

        assert file.url().startswith("/files/")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-cache"
    assert len(public_files()) == len(files_of(work)[0].renditions)


@pytest.mark.parametrize("visibility", ["private", "mentor", "cohort", "members", "link"])
def test_flipping_it_both_ways_ends_every_old_address(
    client: Client, participant: Any, work: Project, commit: Commit, visibility: str
) -> None:
    public = addresses(work)

    commit(lambda: projects.change_visibility(project=work, visibility=visibility, by=participant))
    assert_gone(client, public | addresses(work))
    assert not public_files()

    commit(lambda: projects.change_visibility(project=work, visibility="public", by=participant))
    again = files_of(work)[0].image
    assert again
    assert again["src"] not in public
    assert client.get(again["src"]).status_code == 200


def test_deleting_it_deletes_every_byte(client: Client, participant: Any, work: Project, commit: Commit) -> None:
    public, paths = addresses(work), [path for file in files_of(work) for path in file.paths]

    commit(lambda: projects.delete_project(project=work, by=participant))

    assert_gone(client, public)
    assert not public_files()
    assert not [path for path in paths if stores.private().exists(path)]


def test_closing_the_account_hides_it_at_once_and_reopening_shows_it(
    client: Client, participant: Any, work: Project, commit: Commit, django_user_model: Any
) -> None:
    public = addresses(work)
    Closure.objects.create(person=participant, begun_at=work.created_at, due_at=work.created_at)

    commit(lambda: hiding.hide_for_closing(owner=participant))
    assert_gone(client, public)

    commit(lambda: hiding.show_again(owner=participant, hidden={str(work.pk): "public"}))
    again = files_of(work)[0].image
    assert again
    assert client.get(again["src"]).status_code == 200


def test_another_picture_in_its_place_has_other_addresses(
    client: Client, participant: Any, work: Project, commit: Commit
) -> None:
    public = {url for url in addresses(work) if url.startswith("/media/pictures/")}
    first = files_of(work)[0]

    commit(lambda: work_files.replace(file=first, upload=picture(size=(500, 500)), by=participant))

    assert_gone(client, public)
    again = files_of(work)[0].image
    assert again
    assert client.get(again["src"]).status_code == 200
    assert len(public_files()) == len(files_of(work)[0].renditions)


def test_between_a_change_and_its_copies_pages_show_the_checked_address(
    client: Client, participant: Any, work: Project
) -> None:
    work_files.add(
        project=work, files=[picture("b.png", format="PNG")], by=participant
    )  # nothing after the commit

    for file in files_of(work):
        if shown := file.image:
            assert shown["src"].startswith("/files/")
            assert client.get(shown["src"]).status_code == 200


def test_a_work_hidden_while_its_copies_are_made_is_hidden(
    client: Client, participant: Any, work: Project, commit: Commit, monkeypatch: Any
) -> None:
    commit(lambda: projects.change_visibility(project=work, visibility="private", by=participant))
    add = copies.add

    def add_and_be_hidden(*args: Any) -> None:
        add(*args)
        Project.objects.filter(pk=work.pk).update(visibility="private")

    monkeypatch.setattr(copies, "add", add_and_be_hidden)
    commit(lambda: projects.change_visibility(project=work, visibility="public", by=participant))

    assert not public_files()
    assert Project.objects.get(pk=work.pk).public_token == ""


def test_saving_a_work_read_earlier_keeps_its_secret(work: Project, commit: Commit) -> None:
    token = Project.objects.get(pk=work.pk).public_token
    work.title, work.public_token = "Vase", ""

    commit(work.save)

    stored = Project.objects.get(pk=work.pk)
    assert (stored.title, stored.public_token) == ("Vase", token)
