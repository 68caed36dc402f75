import pytest
from django.db import transaction
from django.utils import timezone

from mentorship.models import Project, ProjectFile
from mentorship.models.kept_files import private_storage
from mentorship.services import files, pairings, projects, work_files
from portal.core.exceptions import NotAllowed
from portal.core.images import BadUpload
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def pot(participant):
    return projects.create(owner=participant, by=participant, title="Pot", media_type="object", files=[picture()])


def test_a_work_is_made_with_its_files_in_order(participant):
    work = projects.create(
        owner=participant, by=participant, title="Song", media_type="audio", files=[sound(), picture(), text()]
    )

    shown = list(work.files.all())
    assert [file.kind for file in shown] == ["audio", "image", "text"]
    assert [file.position for file in shown] == [0, 1, 2]
    assert len(shown[0].peaks) == 96
    assert all(private_storage().exists(path) for file in shown for path in file.paths)
    assert work.visibility == "private"
    assert work.published_at is None


def test_a_card_needs_two_queries_and_shows_the_first_picture(participant, django_assert_num_queries):
    projects.create(
        owner=participant,
        by=participant,
        title="Song",
        media_type="audio",
        visibility="public",
        files=[sound(), picture(size=(900, 300)), picture(size=(10, 10))],
    )

    with django_assert_num_queries(2):
        [work] = Project.objects.public().with_card().newest_first()
        image = work.image

    assert image["src"].endswith("/w800.jpeg")
    assert (image["width"], image["height"]) == (800, 267)
    assert [width for _url, width in image["webp"]] == [400, 800, 900]


@pytest.mark.parametrize("role", ["buyer", "moderator"])
def test_only_participants_and_mentors_make_works(role, request):
    person = request.getfixturevalue(role)

    with pytest.raises(NotAllowed):
        projects.create(owner=person, by=person, title="X", media_type="image")


def test_nobody_makes_a_work_for_somebody_else(participant, mentor):
    with pytest.raises(NotAllowed):
        projects.create(owner=participant, by=mentor, title="X", media_type="image")


def test_one_bad_file_among_good_ones_leaves_nothing_behind(participant):
    before = _stored()

    with pytest.raises(BadUpload, match=r"fake\.jpg"):
        projects.create(
            owner=participant,
            by=participant,
            title="X",
            media_type="image",
            files=[picture(), text("fake.jpg", "no picture")],
        )

    assert not Project.objects.exists()
    assert _stored() == before


def test_files_of_a_rolled_back_work_do_not_stay(participant, monkeypatch):
    before = _stored()
    monkeypatch.setattr(projects, "log", lambda *args, **kwargs: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        projects.create(owner=participant, by=participant, title="X", media_type="image", files=[picture()])

    assert _stored() == before


def test_publishing_dates_the_work_once_and_is_told(participant, pot, django_capture_on_commit_callbacks):
    first = timezone.now()
    with django_capture_on_commit_callbacks() as later:
        projects.change_visibility(project=pot, visibility="public", by=participant, now=first)
    assert _told(later)

    with django_capture_on_commit_callbacks() as later:
        projects.change_visibility(project=pot, visibility="private", by=participant)
    assert _told(later)
    pot = projects.change_visibility(project=pot, visibility="public", by=participant)

    assert pot.published_at == first


def test_a_change_among_hidden_states_is_told_to_nobody(participant, pot, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as later:
        projects.change_visibility(project=pot, visibility="members", by=participant)

    assert not _told(later)


def _told(later):
    """What `announce` does after the commit, among all that is to happen then."""
    return [call for call in later if "announce" in call.__qualname__]


def test_a_stranger_changes_nothing(pot, stranger, mentor, operator):
    file = pot.files.get()
    for person in (stranger, mentor, operator):
        for attempt in (
            lambda by: projects.update(project=pot, by=by, title="Mine"),
            lambda by: projects.change_visibility(project=pot, visibility="public", by=by),
            lambda by: work_files.add(project=pot, files=[picture()], by=by),
            lambda by: work_files.describe(file=file, alt_text="x", caption="", by=by),
            lambda by: work_files.move(file=file, up=True, by=by),
            lambda by: work_files.remove(file=file, by=by),
            lambda by: work_files.replace(file=file, upload=picture(), by=by),
            lambda by: projects.delete_project(project=pot, by=by),
        ):
            with pytest.raises(NotAllowed):
                attempt(person)

    pot.refresh_from_db()
    assert (pot.title, pot.visibility, pot.files.count()) == ("Pot", "private", 1)


def test_only_known_values_are_stored(participant, pot):
    assert projects.update(project=pot, by=participant, title="Bowl").title == "Bowl"
    with pytest.raises(TypeError):
        projects.update(project=pot, by=participant, owner="me")


def test_positions_stay_without_gaps(participant, pot):
    second, third = work_files.add(project=pot, files=[picture("b.jpg"), picture("c.jpg")], by=participant)

    work_files.move(file=third, up=True, by=participant)
    work_files.move(file=second, up=False, by=participant)
    assert _order(pot) == ["pot.jpg", "c.jpg", "b.jpg"]
    work_files.move(file=pot.files.first(), up=True, by=participant)
    assert _order(pot) == ["pot.jpg", "c.jpg", "b.jpg"]
    work_files.remove(file=pot.files.first(), by=participant)

    assert _order(pot) == ["c.jpg", "b.jpg"]
    assert [file.position for file in pot.files.all()] == [0, 1]


def test_a_removed_file_leaves_the_storage(participant, pot, django_capture_on_commit_callbacks):
    file = pot.files.get()

    with django_capture_on_commit_callbacks(execute=True):
        work_files.remove(file=file, by=participant)

    assert not any(private_storage().exists(path) for path in file.paths)
    with pytest.raises(work_files.NoSuchFile):
        work_files.remove(file=file, by=participant)


def test_a_replaced_file_keeps_its_place_words_and_address(participant, pot, django_capture_on_commit_callbacks):
    old = work_files.describe(file=pot.files.get(), by=participant, alt_text="A pot", caption="Fired in May")

    with django_capture_on_commit_callbacks(execute=True):
        new = work_files.replace(
            file=ProjectFile.objects.get(), upload=picture("new.png", (30, 20), "PNG"), by=participant
        )

    assert (new.alt_text, new.caption, new.position, new.width) == ("A pot", "Fired in May", 0, 30)
    assert new.url().partition("?")[0] == old.url()
    assert new.url() != old.url(), "caches would show the former picture"
    assert not any(private_storage().exists(path) for path in old.paths)
    assert all(private_storage().exists(path) for path in new.paths)


def test_a_bad_replacement_changes_nothing(participant, pot):
    file = pot.files.get()

    with pytest.raises(BadUpload):
        work_files.replace(file=file, upload=text("x.png", "no"), by=participant)

    assert ProjectFile.objects.get().public_id == file.public_id
    assert all(private_storage().exists(path) for path in file.paths)


def test_a_work_has_at_most_thirty_files(participant, pot, monkeypatch):
    monkeypatch.setattr(work_files, "MAX_FILES", 2)

    with pytest.raises(work_files.TooManyFiles):
        work_files.add(project=pot, files=[picture(), picture()], by=participant)

    assert pot.files.count() == 1


def test_one_person_has_a_bounded_number_of_works(participant, pot, monkeypatch):
    monkeypatch.setattr(projects, "MAX_PROJECTS", 1)

    with pytest.raises(projects.TooManyProjects):
        projects.create(owner=participant, by=participant, title="Y", media_type="image")


def test_a_deleted_work_takes_its_files_along(participant, pot, django_capture_on_commit_callbacks):
    paths = pot.files.get().paths

    with django_capture_on_commit_callbacks(execute=True):
        projects.delete_project(project=pot, by=participant)

    assert not Project.objects.exists()
    assert not any(private_storage().exists(path) for path in paths)


def test_a_work_for_sale_is_not_deleted(participant, pot, monkeypatch):
    from django.db.models import ProtectedError, QuerySet

    def protected(self):
        raise ProtectedError("", set())

    monkeypatch.setattr(QuerySet, "delete", protected)

    with pytest.raises(projects.ForSale, match="record of it must stay"):
        projects.delete_project(project=pot, by=participant)


def test_the_shelf_is_cleared_when_storing_fails_half_way(participant, pot, monkeypatch):
    before = _stored()
    put = files.Shelf.put

    def fail_later(self, path, content):
        if len(self.paths) == 2:
            raise OSError("disk full")
        return put(self, path, content)

    monkeypatch.setattr(files.Shelf, "put", fail_later)
    with pytest.raises(OSError, match="disk full"):
        work_files.add(project=pot, files=[picture()], by=participant)

    assert _stored() == before


def test_who_sees_a_mentors_view_ends_with_the_pairing(participant, mentor, operator, pot):
    projects.change_visibility(project=pot, visibility="mentor", by=participant)
    assert pot in Project.objects.visible_to(mentor)

    pairings.end(pairing=mentor.mentor_pairings.get(), by=operator, now=timezone.now())

    assert pot not in Project.objects.visible_to(mentor)


def _order(project):
    return [file.filename for file in project.files.order_by("position")]


def _stored(folder="works"):
    """Every stored path below `folder`."""
    storage = private_storage()
    if not storage.exists(folder):
        return set()
    folders, names = storage.listdir(folder)
    return {f"{folder}/{name}" for name in names}.union(*(_stored(f"{folder}/{each}") for each in folders))
