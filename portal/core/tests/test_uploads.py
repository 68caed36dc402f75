import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.core import uploads
from portal.core.images import BadUpload
from portal.testing import tagged
from portal.testing.uploads import film as clip
from portal.testing.uploads import picture, sound, text


def box(kind, body, large=False):
    if large:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def film(brand=b"isom", place=b"CANARY+52.5+13.4/"):
    """The skeleton of a film as a telephone writes it, with the place at four levels."""
    words = box(b"udta", b"\xa9xyz" + place)
    track = box(b"trak", box(b"mdia", box(b"hdlr", b"vide") + box(b"meta", place)) + words)
    return (
        box(b"ftyp", brand + b"\0\0\0\0isommp42")
        + box(b"mdat", b"frames" * 50, large=True)
        + box(b"moov", box(b"mvhd", b"times") + track + words)
        + box(b"uuid", place)
    )


MP4 = film()


def upload(name, content):
    return SimpleUploadedFile(name, content, content_type="image/png")


@pytest.mark.parametrize(
    ("file", "kind", "content_type"),
    [
        (picture("a.mp3"), "image", "image/jpeg"),
        (sound("a.jpg"), "audio", "audio/wav"),
        (upload("a", tagged.mp3()), "audio", "audio/mpeg"),
        (upload("a.exe", b"".join(tagged.frames())), "audio", "audio/mpeg"),
        (upload("a.ogg", tagged.ogg("vorbis")), "audio", "audio/ogg"),
        (upload("a.ogg", tagged.ogg("opus")), "audio", "audio/ogg"),
        (upload("a.m4a", film(b"M4A ")), "audio", "audio/mp4"),
        (upload("a.html", MP4), "video", "video/mp4"),
        (upload("a.mov", film(b"qt  ")), "video", "video/mp4"),
        (clip("a.jpg"), "video", "video/webm"),
        (text("a.md", "# Größe"), "text", "text/plain; charset=utf-8"),
        (text("a.py", "print('<script>')"), "code", "text/plain; charset=utf-8"),
        (text("a.html", "<script>alert(1)</script>"), "code", "text/plain; charset=utf-8"),
        (text("a.svg", "<svg onload=alert(1)>"), "code", "text/plain; charset=utf-8"),
    ],
)
def test_content_decides_what_a_file_is(file, kind, content_type):
    clean = uploads.clean(file)

    assert (clean.kind, clean.content_type) == (kind, content_type)
    assert clean.content.read()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (upload("a.mp3", b""), "empty"),
        (upload("a.mp3", b"not a sound"), "cannot be shown"),
        (upload("a.exe", b"MZ\x90\0"), "cannot be shown"),
        (upload("a.pdf", b"%PDF-1.7"), "cannot be shown"),
        (upload("a.zip", b"PK\x03\x04"), "cannot be shown"),
        (upload("a.mov", b"\0\0\0\x14ftypqt  " + b"\0" * 60), "damaged"),
        (upload("a.mp4", film(b"isom")[: film(b"isom").index(b"moov") - 4]), "damaged"),
        (upload("a.webm", clip().read()[:2000]), "damaged"),
        (upload("a.webm", clip().read()[:110]), "damaged"),
        (upload("a.mkv", b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84matroska"), "cannot be shown"),
        (upload("a.txt", b"caf\xe9"), "not plain text"),
        (upload("a.py", b"MZ\x90\0"), "not plain text"),
        (upload("a.txt", b"a\0b"), "not plain text"),
        (upload("a.wav", sound().read()[:20]), "damaged"),
        (upload("a.mp4", MP4[:-20]), "damaged"),
        (upload("a.mp4", MP4 + b"\0\0\0"), "damaged"),
        (upload("a.mp4", MP4 + b"\xff\xff\xff\xffmoov"), "damaged"),
        (upload("a.mp4", MP4 + b"\0\0\0\x01moov" + b"\0" * 8), "damaged"),
        (upload("a.jpg", picture().read()[:200]), "damaged"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_reason(file, sentence):
    with pytest.raises(BadUpload, match=sentence):
        uploads.clean(file)


def test_each_kind_has_its_limit(settings):
    settings.UPLOAD_MAX_MEDIA_BYTES = settings.UPLOAD_MAX_TEXT_BYTES = 10

    for file in (sound(), upload("a.mp4", MP4), text(words="x" * 11)):
        with pytest.raises(BadUpload, match="too large"):
            uploads.clean(file)


def test_a_sound_that_grows_louder_looks_so():
    peaks = uploads.clean(sound()).peaks

    assert len(peaks) == 96
    assert peaks[0] < peaks[50] < peaks[95] <= 1


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\pot.jpg", "pot.jpg"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("", "file"),
        (None, "file"),
        ("x" * 300 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_a_name_is_only_a_name(given, shown):
    assert uploads.clean_filename(given) == shown


def test_a_picture_is_named_after_what_it_has_become():
    assert uploads.clean(picture("holiday.HEIC", format="HEIF")).filename == "holiday.jpg"


def test_stored_folders_cannot_be_guessed():
    assert uploads.stored_folder("works") != uploads.stored_folder("works")


def test_a_film_no_longer_says_where_it_was_taken_and_nothing_moves():
    content = uploads.clean(upload("a.mp4", MP4)).content
    served = content.read()

    assert b"CANARY" in MP4
    assert b"CANARY" not in served
    assert len(served) == len(MP4) == content.size
    assert served.index(b"frames") == MP4.index(b"frames")
    assert served.index(b"mvhd") == MP4.index(b"mvhd")
