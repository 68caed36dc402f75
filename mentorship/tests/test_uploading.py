"""Files sent in parts: over a bad line, twice at once, by others, and with wrong promises."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from mentorship.models import ProjectFile, Upload
from mentorship.models.kept_files import private_storage
from mentorship.services import projects, uploading, work_files
from portal.core.exceptions import NotAllowed
from portal.core.images import BadUpload
from portal.testing.uploads import picture, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def rug(participant):
    return projects.create(owner=participant, by=participant, title="Rug", media_type="object")


@pytest.fixture
def photo():
    return picture("rug.jpg", (900, 700)).read()


@pytest.fixture
def browser(login, participant):
    return login(participant)


def begin(browser, rug, name, size):
    return browser.post(f"/my/works/{rug.public_id}/uploads/", {"name": name, "size": size})


def patch(browser, address, offset, data):
    return browser.patch(
        address,
        data=data,
        content_type="application/offset+octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def send(browser, address, data, *, part=4000, start=0):
    for offset in range(start, len(data), part):
        answer = patch(browser, address, offset, data[offset : offset + part])
    return answer


def test_a_photo_arrives_in_parts_and_is_cleaned_like_any_other(browser, rug, photo):
    answer = begin(browser, rug, "holiday.png", len(photo))
    address = answer.json()["address"]
    assert (answer.status_code, answer["Location"]) == (201, address)

    last = send(browser, address, photo)

    file = rug.files.get()
    assert last.status_code == 201
    assert last.json()["file"] == str(file.public_id)
    assert f'id="file-{file.public_id}"' in last.json()["html"]
    assert (file.kind, file.filename, file.width) == ("image", "holiday.jpg", 900)
    assert file.renditions
    assert not Upload.objects.get().parts


def test_parts_are_gone_once_they_are_a_file(browser, rug, photo, django_capture_on_commit_callbacks):
    address = begin(browser, rug, "a.jpg", len(photo)).json()["address"]
    patch(browser, address, 0, photo[:4000])
    [part] = Upload.objects.get().parts
    assert private_storage().exists(part)

    with django_capture_on_commit_callbacks(execute=True):
        send(browser, address, photo, start=4000)

    assert not private_storage().exists(part)


def test_a_lost_line_goes_on_where_it_stopped(browser, rug, photo):
    address = begin(browser, rug, "a.jpg", len(photo)).json()["address"]
    patch(browser, address, 0, photo[:3000])

    told = browser.head(address)
    assert (told["Upload-Offset"], told["Upload-Length"]) == ("3000", str(len(photo)))
    assert "no-store" in told["Cache-Control"]

    again = patch(browser, address, 0, photo[:3000])  # the answer was lost, the part was not
    assert (again.status_code, again["Upload-Offset"]) == (409, "3000")
    assert send(browser, address, photo, start=3000).status_code == 201


def test_who_missed_the_last_answer_is_told_again_and_it_stays_one_file(browser, rug, photo):
    address = begin(browser, rug, "a.jpg", len(photo)).json()["address"]
    first = send(browser, address, photo)

    again = patch(browser, address, len(photo), b"")

    assert again.status_code == 201
    assert again.json()["file"] == first.json()["file"]
    assert rug.files.count() == 1


def test_the_same_file_twice_at_once_is_two_uploads_that_do_not_mix(browser, rug, photo):
    one, two = (begin(browser, rug, "a.jpg", len(photo)).json()["address"] for _ in range(2))
    assert one != two
    for offset in range(0, len(photo), 4000):
        for address in (one, two):
            answer = patch(browser, address, offset, photo[offset : offset + 4000])

    assert answer.status_code == 201
    assert rug.files.count() == 2
    assert len({path for file in rug.files.all() for path in file.paths}) == sum(
        len(file.paths) for file in rug.files.all()
    )


def test_two_windows_with_one_upload_do_not_overwrite_one_another(participant, rug, photo):
    now = timezone.now()
    stale = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=now)
    uploading.receive(upload=stale, offset=0, data=photo[:100], by=participant, now=now)

    with pytest.raises(uploading.WrongOffset) as refusal:
        uploading.receive(upload=stale, offset=0, data=photo[:200], by=participant, now=now)

    assert refusal.value.offset == 100


@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("big.jpg", 40 * 1024 * 1024, "too large: 40.0"),
        ("big.HEIC", 40 * 1024 * 1024, "too large"),
        ("film.mp4", 61 * 1024 * 1024, "too large"),
        ("long.py", 2 * 1024 * 1024, "too large"),
        ("noname", 10**12, "too large"),
        ("empty.jpg", 0, "empty"),
    ],
)
def test_what_is_too_large_is_told_before_a_byte_is_sent(browser, rug, name, size, sentence):
    answer = begin(browser, rug, name, size)

    assert answer.status_code == 422
    assert sentence in answer.json()["message"].replace("\xa0", " ")
    assert not Upload.objects.exists()


@pytest.mark.parametrize("form", [{}, {"name": "a.jpg"}, {"name": "a.jpg", "size": "x"}, {"name": "", "size": 5}])
def test_a_promise_that_makes_no_sense_is_refused(browser, rug, form):
    assert browser.post(f"/my/works/{rug.public_id}/uploads/", form).status_code == 422


def test_what_cannot_be_shown_is_refused_with_its_first_part(browser, rug):
    address = begin(browser, rug, "song.exe", 50_000).json()["address"]

    answer = patch(browser, address, 0, b"MZ\x90\0" + b"\0" * 4000)

    assert answer.status_code == 422
    assert "cannot be shown" in answer.json()["message"]
    assert not Upload.objects.exists()


def test_a_wrong_type_with_another_name_is_found_out_by_its_content(browser, rug):
    address = begin(browser, rug, "photo.jpg", 8).json()["address"]

    assert "cannot be shown" in patch(browser, address, 0, b"PK\x03\x04abcd").json()["message"]


def test_a_broken_film_is_refused_at_the_end_and_leaves_nothing(browser, rug, django_capture_on_commit_callbacks):
    film = b"\0\0\0\x14ftypisom" + b"\0" * 9000
    address = begin(browser, rug, "film.mp4", len(film)).json()["address"]
    patch(browser, address, 0, film[:4000])
    [part] = Upload.objects.get().parts

    with django_capture_on_commit_callbacks(execute=True):
        answer = send(browser, address, film, start=4000)

    assert answer.status_code == 422
    assert answer.json()["message"].startswith("The file is damaged")
    assert not Upload.objects.exists()
    assert not rug.files.exists()
    assert not private_storage().exists(part)


@pytest.mark.parametrize(
    ("offset", "data"),
    [("0", b""), ("-1", b"x"), ("", b"x"), ("9" * 16, b"x"), ("0", b"x" * 101)],
)
def test_parts_that_make_no_sense_are_refused_and_change_nothing(browser, rug, offset, data):
    address = begin(browser, rug, "a.txt", 100).json()["address"]

    assert patch(browser, address, offset, data).status_code == 422
    assert browser.head(address)["Upload-Offset"] == "0"


def test_a_part_that_is_too_large_is_refused_unread(browser, rug):
    address = begin(browser, rug, "a.mp4", 30_000_000).json()["address"]

    assert patch(browser, address, 0, b"x" * (uploading.MAX_PART + 1)).status_code == 422


def test_nobody_else_can_look_at_send_or_end_an_upload(browser, rug, photo, login, stranger, mentor):
    address = begin(browser, rug, "a.jpg", len(photo)).json()["address"]

    for other in (login(stranger), login(mentor)):
        assert begin(other, rug, "a.jpg", 9).status_code == 404
        assert other.head(address).status_code == 404
        assert patch(other, address, 0, photo).status_code == 404
        assert other.delete(address).status_code == 404
        assert other.post(address).status_code == 404
    for answer in (Client().head(address), patch(Client(), address, 0, photo), Client().delete(address)):
        assert answer.status_code == 302
        assert "login" in answer["Location"]
    assert Upload.objects.get().offset == 0


def test_services_ask_for_permission_themselves(participant, stranger, rug, photo):
    now = timezone.now()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=now)
    for attempt in (
        lambda: uploading.begin(project=rug, filename="a.jpg", size=9, by=stranger, now=now),
        lambda: uploading.receive(upload=upload, offset=0, data=photo, by=stranger, now=now),
        lambda: uploading.finish(upload=upload, by=stranger, now=now),
        lambda: uploading.forget(upload=upload, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_forged_requests_are_refused(participant, rug):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(participant)

    assert begin(browser, rug, "a.jpg", 9).status_code == 403


def test_an_upload_is_forgotten_by_button_or_by_script(browser, rug):
    for end, status in (("post", 302), ("delete", 204)):
        address = begin(browser, rug, "a.jpg", 900).json()["address"]
        assert "a.jpg" in browser.get(f"/my/works/{rug.public_id}/files/").content.decode()
        assert getattr(browser, end)(address).status_code == status
        assert browser.head(address).status_code == 404
    assert not Upload.objects.exists()


def test_the_clock_forgets_what_nobody_went_on_with(
    participant, browser, rug, photo, django_capture_on_commit_callbacks
):
    address = begin(browser, rug, "a.jpg", len(photo)).json()["address"]
    patch(browser, address, 0, photo[:4000])
    [part] = Upload.objects.get().parts
    assert uploading.forget_expired(now=timezone.now()) == 0

    Upload.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert browser.head(address).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        call_command("forget_unfinished_uploads")

    assert not Upload.objects.exists()
    assert not private_storage().exists(part)


def test_each_part_gives_more_time(participant, rug, photo):
    then = timezone.now()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=then)

    later = then + timedelta(days=1)
    upload = uploading.receive(upload=upload, offset=0, data=photo[:10], by=participant, now=later)

    assert upload.expires_at == later + uploading.LASTS
    with pytest.raises(uploading.Gone):
        uploading.receive(upload=upload, offset=10, data=b"x", by=participant, now=later + uploading.LASTS)


def test_files_on_their_way_take_room(participant, rug, monkeypatch):
    monkeypatch.setattr(work_files, "MAX_FILES", 2)
    now = timezone.now()
    work_files.add(project=rug, files=[picture()], by=participant)
    uploading.begin(project=rug, filename="a.jpg", size=9, by=participant, now=now)

    with pytest.raises(work_files.TooManyFiles):
        uploading.begin(project=rug, filename="b.jpg", size=9, by=participant, now=now)


def test_room_that_was_taken_meanwhile_is_told_in_words(participant, rug, monkeypatch, photo):
    monkeypatch.setattr(work_files, "MAX_FILES", 1)
    now = timezone.now()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=now)
    upload = uploading.receive(upload=upload, offset=0, data=photo, by=participant, now=now)
    work_files.add(project=rug, files=[text()], by=participant)

    with pytest.raises(work_files.TooManyFiles):
        uploading.finish(upload=upload, by=participant, now=now)
    assert ProjectFile.objects.count() == 1
    assert not Upload.objects.exists()


def test_one_person_has_so_many_on_their_way(participant, rug, monkeypatch):
    monkeypatch.setattr(uploading, "MAX_OPEN", 1)
    now = timezone.now()
    uploading.begin(project=rug, filename="a.jpg", size=9, by=participant, now=now)

    with pytest.raises(uploading.TooManyUploads):
        uploading.begin(project=rug, filename="b.jpg", size=9, by=participant, now=now)


def test_what_is_promised_counts_as_kept(participant, rug, settings):
    settings.QUOTA_MB = 1
    now = timezone.now()
    uploading.begin(project=rug, filename="a.jpg", size=600_000, by=participant, now=now)

    with pytest.raises(BadUpload, match="There is no room for it"):
        uploading.begin(project=rug, filename="b.jpg", size=600_000, by=participant, now=now)


def test_room_that_was_filled_meanwhile_is_told_at_the_end(participant, rug, settings, photo):
    now = timezone.now()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=now)
    upload = uploading.receive(upload=upload, offset=0, data=photo, by=participant, now=now)
    work_files.add(project=rug, files=[text(words="x" * 1_048_000)], by=participant)
    settings.QUOTA_MB = 1

    with pytest.raises(BadUpload, match="There is no room for it"):
        uploading.finish(upload=upload, by=participant, now=now)
    assert rug.files.count() == 1


def test_a_deleted_work_takes_its_parts_along(participant, rug, photo, django_capture_on_commit_callbacks):
    now = timezone.now()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=now)
    [part] = uploading.receive(upload=upload, offset=0, data=photo[:9], by=participant, now=now).parts

    with django_capture_on_commit_callbacks(execute=True):
        projects.delete_project(project=rug, by=participant)

    assert not private_storage().exists(part)


def test_a_failure_while_it_becomes_a_file_keeps_what_was_sent(participant, rug, photo, monkeypatch):
    now = timezone.now()
    upload = uploading.begin(project=rug, filename="a.jpg", size=len(photo), by=participant, now=now)
    upload = uploading.receive(upload=upload, offset=0, data=photo, by=participant, now=now)

    def break_down(*_args, **_more):
        raise OSError("the disk is full")

    monkeypatch.setattr(work_files, "append", break_down)
    with pytest.raises(OSError, match="full"):
        uploading.finish(upload=upload, by=participant, now=now)
    monkeypatch.undo()

    assert uploading.finish(upload=Upload.objects.get(), by=participant, now=now).width == 900


def test_bad_promises_name_no_file_twice(participant, rug):
    with pytest.raises(BadUpload, match=r"^The picture is too large"):
        uploading.begin(project=rug, filename="a.jpg", size=10**9, by=participant, now=timezone.now())


def test_the_order_is_kept_by_whoever_owns_the_work(browser, rug, participant, login, stranger):
    first, second = work_files.add(project=rug, files=[picture(), text()], by=participant)
    url = f"/my/works/{rug.public_id}/order/"

    browser.post(url, {"file": [second.public_id, first.public_id]})
    assert list(rug.files.all()) == [second, first]
    assert login(stranger).post(url, {"file": [first.public_id]}).status_code == 404
    assert browser.get(url).status_code == 302


def test_files_that_follow_a_new_work_lead_to_their_page(browser):
    answer = browser.post(
        "/my/works/new/",
        {
            "title": "Song",
            "media_type": "audio",
            "status": "finished",
            "licence": "cc0-1.0",
            "visibility": "private",
            "files_follow": "1",
        },
    )

    assert answer["Location"].endswith("/files/")


def test_unfinished_uploads_ask_no_more_questions(browser, rug, assert_queries_do_not_grow):
    assert_queries_do_not_grow(
        f"/my/works/{rug.public_id}/files/", lambda: begin(browser, rug, "a.jpg", 900), client=browser
    )
