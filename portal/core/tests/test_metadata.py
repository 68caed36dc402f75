"""What people upload no longer says where, by whom and with what it was made, and is otherwise what it was."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from mutagen.mp3 import MP3
from mutagen.ogg import OggPage
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE
from PIL import Image

from portal.core import documents, images, uploads
from portal.core.images import BadUpload
from portal.testing import tagged
from portal.testing.tagged import CANARY

DATE = (3_800_000_000).to_bytes(4, "big")


def clean(name, data):
    return uploads.clean(SimpleUploadedFile(name, data)).content.read()


@pytest.mark.parametrize("format", tagged.PHOTOS)
def test_a_photo_tells_nothing_but_its_pixels(format):
    photo = tagged.photo(format)
    assert CANARY in photo.read()

    kept = uploads.clean(photo)

    for data in (kept.content.read(), *(each.data for each in kept.renditions)):
        assert CANARY not in data
        with Image.open(io.BytesIO(data)) as picture:
            assert not picture.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & picture.info.keys()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_photo_taken_sideways_stands_upright(format):
    kept = images.clean(tagged.photo(format))

    with Image.open(io.BytesIO(kept.data)) as picture:
        assert picture.size == (480, 640)
        assert picture.convert("RGB").getpixel((470, 10))[2] > 90  # the dark corner has turned to the right


@pytest.mark.parametrize("name", tagged.RECORDINGS)
def test_a_recording_tells_nothing_about_who_made_it(name):
    data = tagged.RECORDINGS[name]()
    assert CANARY in data

    kept = clean(name, data)

    assert CANARY not in kept
    assert DATE not in kept


def test_every_frame_of_an_mp3_stays():
    kept = clean("a.mp3", tagged.mp3())

    assert kept == b"".join(tagged.frames())
    assert not MP3(io.BytesIO(kept)).tags


@pytest.mark.parametrize(("codec", "reader"), [("vorbis", OggVorbis), ("opus", OggOpus), ("flac", OggFLAC)])
def test_an_ogg_can_still_be_read_and_its_pages_are_signed(codec, reader):
    data = tagged.ogg(codec)
    kept = clean("a.ogg", data)

    assert not reader(io.BytesIO(kept)).tags
    assert len(kept) == len(data)
    assert kept.endswith(data[data.index(b"sound one") :])
    stored = io.BytesIO(kept)
    while stored.tell() < len(kept):
        start = stored.tell()
        assert OggPage(stored).write() == kept[start : stored.tell()]


def test_the_sound_of_a_wav_stays():
    kept = clean("a.wav", tagged.wav())

    assert bytes(range(250)) * 64 in kept
    assert WAVE(io.BytesIO(kept)).info.length == 1.0
    assert int.from_bytes(kept[4:8], "little") == len(kept) - 8


@pytest.mark.parametrize("name", ["mp4", "m4a", "webm", "recorded.webm"])
def test_nothing_moves_inside_a_film(name):
    data = tagged.RECORDINGS[name]()
    kept = clean(name, data)

    assert len(kept) == len(data)
    assert [at for at in range(len(data)) if data.startswith(b"frames", at)] == [
        at for at in range(len(kept)) if kept.startswith(b"frames", at)
    ]


@pytest.mark.parametrize("name", tagged.RECORDINGS)
@pytest.mark.parametrize("share", [0.15, 0.5, 0.9])
def test_half_a_recording_is_refused_or_cleaned_never_a_crash(name, share):
    data = tagged.RECORDINGS[name]()

    try:
        kept = clean(name, data[: int(len(data) * share)])
    except BadUpload:
        return
    assert CANARY not in kept


@pytest.mark.parametrize("extension", ["docx", "xlsx", "pptx", "odt"])
def test_an_office_file_keeps_its_words_and_loses_its_author(extension):
    kept = documents.clean(SimpleUploadedFile(f"notes.{extension}", tagged.office(extension)))

    with zipfile.ZipFile(io.BytesIO(kept.read())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        assert archive.testzip() is None
    assert any(b"My words" in data for data in parts.values())
    assert not [name for name, data in parts.items() if CANARY in data]
    picture = next(data for name, data in parts.items() if name.endswith(("jpeg", "png")))
    with Image.open(io.BytesIO(picture)) as shown:
        assert shown.size == (32, 32)
        shown.load()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.exe", b"MZ", "cannot be handed out"),
        ("a.html", b"<script>", "cannot be handed out"),
        ("a.svg", b"<svg onload=alert(1)>", "cannot be handed out"),
        ("a.pdf.exe", b"%PDF-1.7", "cannot be handed out"),
        ("a", b"%PDF-1.7", "cannot be handed out"),
        ("a.pdf", b"<html>", "no PDF file"),
        ("a.docx", b"PK\3\4" + b"\0" * 40, "damaged"),
        ("a.docx", tagged.office("odt"), "no DOCX file"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "not plain text"),
        ("a.csv", b"\xff\xfe\0", "not plain text"),
    ],
)
def test_a_document_is_what_its_name_says_or_refused(name, data, sentence):
    with pytest.raises(BadUpload, match=sentence):
        documents.clean(SimpleUploadedFile(name, data))


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts:
            packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([("../../etc/passwd", "x")], "could do harm"),
        ([("/etc/passwd", "x")], "could do harm"),
        ([("..\\..\\x", "x")], "could do harm"),
        ([("word/vbaProject.bin", "x")], "could do harm"),
        ([(f"{number}", "") for number in range(2_001)], "too much"),
        ([(f"{number}", b"\0" * 53_000_000) for number in range(4)], "too much"),
    ],
)
def test_an_archive_that_could_do_harm_is_refused(parts, sentence):
    with pytest.raises(BadUpload, match=sentence):
        documents.clean(SimpleUploadedFile("a.zip", archive(parts)))
