import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from mentorship.models import Discipline, Skill
from mentorship.services import projects, work_files
from portal.testing.uploads import picture, sound, text

pytestmark = pytest.mark.django_db
LIST = "/works/"
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


def make(owner, visibility="public", title="Pot", files=(), **more):
    more.setdefault("media_type", "object")
    return projects.create(owner=owner, by=owner, title=title, visibility=visibility, files=files, **more)


def test_the_list_asks_at_most_six_questions_whatever_its_length(participant, assert_queries_do_not_grow):
    queries = assert_queries_do_not_grow(LIST, lambda: make(participant, files=[picture(), sound()]))

    assert queries <= 6


def test_a_page_of_a_work_does_not_ask_more_for_more_files(participant, assert_queries_do_not_grow):
    work = make(participant)

    queries = assert_queries_do_not_grow(
        work.get_absolute_url(), lambda: work_files.add(project=work, files=[picture()], by=participant)
    )

    assert queries <= 9


def test_a_page_shows_more_by_its_maker_but_nothing_hidden(participant, stranger, assert_queries_do_not_grow):
    work = make(participant)
    make(participant, title="Second pot")
    make(participant, "private", title="Secret pot")
    make(stranger, title="Foreign pot")

    page = Client().get(work.get_absolute_url()).content.decode()

    assert "Second pot" in page
    assert "Secret pot" not in page
    assert "Foreign pot" not in page
    assert_queries_do_not_grow(work.get_absolute_url(), lambda: make(participant, files=[picture()]))


def test_works_are_found_by_words_kind_discipline_and_maker(participant, stranger):
    music = Discipline.objects.create(name="Music", slug="music")
    flute = Skill.objects.create(discipline=music, name="Flute", slug="flute")
    make(participant, title="Rain song", media_type="audio", skills=[flute], description="Two voices and a drum")
    make(stranger, title="Blue bowl")

    def found(query):
        page = Client().get(LIST, query)
        return [work.title for work in page.context["page_obj"]]

    assert found({}) == ["Blue bowl", "Rain song"]
    assert found({"q": "DRUM song"}) == found({"kind": "audio"}) == found({"discipline": "music"}) == ["Rain song"]
    assert found({"maker": stranger.handle}) == found({"q": "bruno"}) == ["Blue bowl"]
    assert found({"q": "nothing like it"}) == []


@pytest.mark.parametrize("query", ["?kind=x&discipline=y", "?page=999", "?page=abc", "?maker=%3Cscript%3E"])
def test_odd_filters_do_no_harm(participant, query):
    make(participant)

    assert Client().get(LIST + query).status_code == 200


def test_an_old_address_leads_to_the_present_one(participant):
    work = make(participant)

    for old in (reverse("mentorship:project_short", args=[work.public_id]), f"/works/{work.public_id}/jug/"):
        answer = Client().get(old)
        assert answer.status_code == 301
        assert answer["Location"] == work.get_absolute_url()


def test_every_kind_of_file_is_shown_and_nothing_typed_becomes_markup(participant):
    work = make(
        participant,
        title=HOSTILE[:120],
        description=HOSTILE,
        files=[picture(f"{HOSTILE}.jpg"), sound(), text("poem.md", HOSTILE), text("page.html", HOSTILE)],
    )
    for file in work.files.all():
        work_files.describe(file=file, by=participant, alt_text=HOSTILE, caption=HOSTILE)

    page = Client().get(work.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert escape(HOSTILE) in page
    for part in ("<picture>", "<audio", '<svg class="waveform"', "<pre", "srcset="):
        assert part in page


def test_a_public_file_may_be_kept_by_caches_and_a_private_one_not(participant, login):
    public = make(participant, files=[picture()]).files.get()
    private = make(participant, "private", files=[picture()]).files.get()

    shown, hidden = Client().get(public.url("w64.webp")), login(participant).get(private.url())

    assert shown["Cache-Control"] == "private, no-cache"
    assert hidden["Cache-Control"] == "private, no-store"
    for answer in (shown, hidden):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["Content-Disposition"].startswith("inline")
    assert shown["Content-Type"] == "image/webp"


def test_a_hidden_work_takes_its_files_away_at_once(participant):
    work = make(participant, files=[picture()])
    url = work.files.get().url()
    assert Client().get(url).status_code == 200

    projects.change_visibility(project=work, visibility="private", by=participant)

    assert Client().get(url).status_code == 404


def test_text_and_code_are_only_downloaded(participant):
    work = make(participant, files=[text("evil.html", HOSTILE)])

    answer = Client().get(work.files.get().url())

    assert answer["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_a_player_can_jump_within_a_sound(participant):
    url = make(participant, files=[sound()]).files.get().url()

    answer = Client().get(url, headers={"Range": "bytes=0-3"})

    assert (answer.status_code, answer.content) == (206, b"RIFF")
    assert Client().get(url, headers={"Range": "bytes=999999-"}).status_code == 416


def test_a_browser_that_has_the_file_is_told_so(participant):
    url = make(participant, files=[picture()]).files.get().url()
    etag = Client().get(url)["ETag"]

    assert Client().get(url, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("variant", ["w1.webp", "original.exe", "..%2f..%2fdb", "W64.WEBP"])
def test_an_unknown_variant_is_missing(participant, variant):
    file = make(participant, files=[picture()]).files.get()

    assert Client().get(f"/files/{file.public_id}/{variant}").status_code == 404


def test_one_question_serves_a_public_file(participant, django_assert_num_queries):
    url = make(participant, files=[picture()]).files.get().url()

    with django_assert_num_queries(1):
        Client().get(url)


def test_a_file_that_the_storage_lost_is_missing_not_an_error(participant):
    file = make(participant, files=[text()]).files.get()
    file.original.storage.delete(file.original.name)

    assert Client().get(file.url()).status_code == 404
    assert Client().get(file.project.get_absolute_url()).status_code == 200


def test_files_are_only_read(participant):
    file = make(participant, files=[picture()]).files.get()

    assert Client().post(file.url()).status_code == 405
