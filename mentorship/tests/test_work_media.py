"""What a work's page does with pictures, sounds, films, texts and the pictures of its making."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mentorship.models import Discipline, Project, Skill
from mentorship.models.kept_files import private_storage
from mentorship.services import projects, work_files
from portal.core.exceptions import NotAllowed
from portal.core.images import BadUpload
from portal.testing import tagged
from portal.testing.uploads import captions, film, picture, sound, text

pytestmark = pytest.mark.django_db


def make(owner, *files, visibility="public", title="Rug", **more):
    more.setdefault("media_type", "object")
    return projects.create(owner=owner, by=owner, title=title, visibility=visibility, files=files, **more)


def page_of(work):
    return Client().get(work.get_absolute_url()).content.decode()


def test_a_picture_comes_in_three_formats_with_its_size_and_the_first_one_first(participant):
    page = page_of(make(participant, picture("a.jpg", (1000, 500)), picture("b.jpg", (1000, 500))))

    first, second = re.findall(r"<picture>.*?</picture>", page)[:2]
    for kind in ("image/avif", "image/webp"):
        assert f'type="{kind}"' in first
    assert 'width="1000" height="500"' in first
    assert 'fetchpriority="high"' in first
    assert "loading" not in first
    assert 'loading="lazy"' in second


def test_without_javascript_a_picture_leads_to_its_largest_size(participant):
    page = page_of(make(participant, picture("a.jpg", (2000, 1000))))

    address = re.search(r'class="work-picture" href="([^"]+)"', page).group(1)
    assert address.endswith("/w1600.jpeg")
    assert Client().get(address)["Content-Type"] == "image/jpeg"


def test_decoration_says_nothing_and_a_wordless_picture_the_title(participant):
    work = make(participant, picture("a.jpg"), picture("b.jpg"))
    first, _second = work.files.all()
    work_files.describe(file=first, by=participant, is_decorative=True)

    shown = re.findall(r'<a class="work-picture".*?alt="([^"]*)"', page_of(work))
    assert shown == ["", "Rug"]


def test_what_shows_the_making_stands_apart_in_order_and_is_no_cover(participant):
    work = make(participant, picture("warp.jpg", (40, 40)), picture("rug.jpg", (80, 40)), sound())
    warp, rug, _song = work.files.all()
    work_files.describe(file=warp, by=participant, is_process=True, caption="The warp")

    page = page_of(work)
    assert page.index("The warp") > page.index('id="process"')
    assert page.index(str(rug.public_id)) < page.index('id="process"')
    assert Project.objects.with_card().get().cover == rug
    assert Project.objects.prefetch_related("files").get().cover == rug


def test_a_sound_shows_its_loudness_its_length_and_its_words(participant):
    work = make(participant, sound(seconds=3), media_type="audio")
    work_files.describe(file=work.files.get(), by=participant, transcript="A drum, then rain.")

    page = page_of(work)
    assert 'class="waveform-played"' in page
    assert "0:03" in page
    assert "A drum, then rain." in page
    assert "js/player" in page


def test_a_sound_without_loudness_still_plays(participant):
    ogg = SimpleUploadedFile("a.ogg", tagged.ogg("opus"))

    page = page_of(make(participant, ogg, media_type="audio"))
    assert "<audio" in page
    assert "waveform" not in page


def test_a_film_has_its_size_captions_words_and_a_poster(participant):
    work = make(participant, film(), media_type="video")
    file = work_files.set_captions(
        file=work.files.get(), upload=captions(words="Now <b>the</b> weft"), by=participant
    )
    file = work_files.set_poster(file=file, upload=picture(size=(900, 500)), by=participant)

    page = page_of(work)
    assert (file.width, file.height, file.seconds) == (64, 36, 1)
    assert 'width="64" height="36"' in page
    assert f'poster="{file.poster_url}"' in page
    assert "Now the weft" in page
    answer = Client().get(re.search(r'<track kind="captions" src="([^"]+)"', page).group(1))
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert b"".join(answer).decode().startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nNow the weft\n")
    assert all(private_storage().exists(path) for path in file.paths)


def test_captions_are_only_for_who_may_see_the_film(participant):
    work = make(participant, film(), visibility="private", media_type="video")
    file = work_files.set_captions(file=work.files.get(), upload=captions(), by=participant)

    assert Client().get(file.captions_url).status_code == 404


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (text("a.vtt", "no times"), "No captions were found"),
        (SimpleUploadedFile("a.vtt", b"\xff\xfe1\0"), "not plain text"),
        (SimpleUploadedFile("a.vtt", b"x" * 500_000), "too long"),
    ],
)
def test_what_is_no_captions_is_refused_in_words(participant, upload, sentence):
    file = make(participant, film(), media_type="video").files.get()

    with pytest.raises(BadUpload, match=sentence):
        work_files.set_captions(file=file, upload=upload, by=participant)


def test_subrip_becomes_webvtt_and_nothing_in_it_obeys(participant):
    file = make(participant, film(), media_type="video").files.get()
    srt = text("a.srt", "1\r\n00:00:01,500 --> 00:00:02,000\r\n<script>x</script>One & two\r\n--> three\r\n")

    file = work_files.set_captions(file=file, upload=srt, by=participant)

    stored = file.captions.open().read().decode()
    assert "00:00:01.500 --> 00:00:02.000\nxOne &amp; two\n→ three" in stored
    assert "<script" not in stored


def test_only_the_maker_gives_words_captions_a_poster_and_an_order(participant, stranger):
    work = make(participant, film(), media_type="video")
    file = work.files.get()
    for attempt in (
        lambda: work_files.set_captions(file=file, upload=captions(), by=stranger),
        lambda: work_files.set_poster(file=file, upload=picture(), by=stranger),
        lambda: work_files.put_in_order(project=work, order=[], by=stranger),
        lambda: work_files.describe(file=file, by=stranger, transcript="x"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_files_are_put_in_any_order_and_strange_names_are_passed_over(participant):
    work = make(participant, picture("a.jpg"), picture("b.jpg"), picture("c.jpg"))
    first, second, third = work.files.all()

    work_files.put_in_order(project=work, order=[third.public_id, "x", first.public_id], by=participant)

    assert list(work.files.all()) == [third, first, second]
    assert [file.position for file in work.files.all()] == [0, 1, 2]


def test_a_replaced_file_answers_at_its_old_address_with_what_is_new(
    participant, django_capture_on_commit_callbacks
):
    work = make(participant, picture("a.jpg", (1000, 500)))
    old = work.files.get().url("w800.webp")
    etag = Client().get(old)["ETag"]

    with django_capture_on_commit_callbacks(execute=True):
        file = work_files.replace(file=work.files.get(), upload=picture("b.jpg", (300, 200)), by=participant)

    answer = Client().get(old, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    shown = Project.objects.prefetch_related("files").get(pk=work.pk).files.all()[0].image
    assert shown["src"] in page_of(work)
    assert file.url().endswith("?v=1")
    assert Client().get(old.replace("w800.webp", "w800.png")).status_code == 404


def test_near_works_share_the_maker_or_a_skill_and_are_all_visible(participant, stranger):
    weaving = Skill.objects.create(
        discipline=Discipline.objects.create(name="Crafts", slug="crafts"), name="Weaving", slug="weaving"
    )
    work = make(participant, title="Rug", skills=[weaving])
    make(participant, title="Own bag")
    make(stranger, title="Alike shawl", skills=[weaving])
    make(stranger, title="Hidden shawl", skills=[weaving], visibility="private")
    make(stranger, title="Foreign song")

    answer = Client().get(work.get_absolute_url())
    assert [each.title for each in answer.context["more"]] == ["Own bag"]
    assert [each.title for each in answer.context["related"]] == ["Alike shawl"]


def test_near_works_ask_the_same_for_few_and_many(participant, stranger, assert_queries_do_not_grow):
    weaving = Skill.objects.create(
        discipline=Discipline.objects.create(name="Crafts", slug="crafts"), name="Weaving", slug="weaving"
    )
    work = make(participant, picture(), skills=[weaving])

    def add():
        make(participant, picture(), skills=[weaving])
        make(stranger, picture(), skills=[weaving])

    assert assert_queries_do_not_grow(work.get_absolute_url(), add, rows=6) <= 8


def test_a_licence_is_named_for_people_and_machines(participant):
    page = page_of(make(participant, licence="cc-by-sa-4.0"))

    address = "https://creativecommons.org/licenses/by-sa/4.0/"
    assert f'<link rel="license" href="{address}">' in page
    assert f'<a href="{address}" rel="license external">CC BY-SA 4.0</a>' in page
    assert 'rel="license' not in page_of(make(participant, title="Bag"))


def test_the_files_page_asks_for_words_until_they_are_there(participant, login):
    work = make(participant, picture("a.jpg"), picture("b.jpg"))
    first, second = work.files.all()
    client, url = login(participant), f"/my/works/{work.public_id}/files/"
    assert "2 pictures have no words yet" in client.get(url).content.decode()

    client.post(f"{url}{first.public_id}/", {f"{first.public_id}-alt_text": "A red rug", "action": "save"})
    assert "One picture has no words yet" in client.get(url).content.decode()
    client.post(f"{url}{second.public_id}/", {f"{second.public_id}-is_decorative": "on", "action": "save"})
    assert "no words yet" not in client.get(url).content.decode()


def test_bad_captions_and_posters_are_told_beside_their_fields(participant, login):
    work = make(participant, film(), media_type="video")
    file = work.files.get()
    url = f"/my/works/{work.public_id}/files/{file.public_id}/"

    for field, bad in (("captions_file", text("a.vtt", "no")), ("poster", text("a.jpg", "no"))):
        answer = login(participant).post(
            url, {f"{file.public_id}-{field}": bad, f"{file.public_id}-caption": "Typed", "action": "save"}
        )
        [(_file, form)] = answer.context["rows"]
        assert list(form.errors) == [field]
        assert 'value="Typed"' in answer.content.decode()
