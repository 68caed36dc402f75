"""Files that people upload, by what they contain: the name and the announced type are never believed."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.core import heard, images, mp4, ogg, sounds, webm, webm_words
from portal.core.images import BadUpload, Rendition

__all__ = ["BadUpload", "CleanUpload", "clean", "stored_folder"]

MAX_NAME = 120
OGG_CODECS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC")
#: "qt  " is what an iPhone films; browsers play it when it is called MP4.
MP4_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"qt  ")
#: How each kind loses its words: copied without them, or wiped in place.
COPIED: dict[str, Callable[[Any, Any], None]] = {"wav": heard.copy_wav, "mp3": heard.copy_mp3}
WIPED: dict[str, Callable[[Any, int], None]] = {
    "mp4": mp4.wipe,
    "m4a": mp4.wipe,
    "webm": webm_words.wipe,
    "ogg": lambda sound, size: ogg.wipe(sound),
}
DAMAGED = (mp4.Damaged, ogg.Damaged, sounds.Damaged, heard.Damaged)
TEXT_EXTENSIONS = frozenset({"txt", "md", "markdown"})
_CODE = (
    "bas c cc clj conf cpp cs css csv dart ex go h hpp hs html ino ipynb java jl js json jsx kt lua m php pl"
    " py r rb rs scala scm sh sql svg swift tex toml ts tsx vue xml yaml yml"
)
CODE_EXTENSIONS = frozenset(_CODE.split())
PICTURE_EXTENSIONS = frozenset(["jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif"])
#: What may be chosen, for the accept attribute of file inputs.
ACCEPT = ",".join(
    [
        "image/jpeg,image/png,image/webp,image/gif,image/avif,.heic,.heif,audio/*,.mp3,.m4a,.ogg,.wav,video/mp4,.mp4,.mov,.webm"
    ]
    + [f".{each}" for each in sorted(TEXT_EXTENSIONS | CODE_EXTENSIONS)]
)


@dataclass(frozen=True)
class CleanUpload:
    """A file that may be stored. `content` is open at its beginning."""

    kind: str  # image, audio, video, text or code
    filename: str
    content: File[Any]
    content_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    renditions: list[Rendition] = field(default_factory=list)
    peaks: list[float] = field(default_factory=list)
    seconds: int | None = None


def clean(upload: Any) -> CleanUpload:
    """Return what is in `upload` (a Django File), ready to be stored. Raises BadUpload."""
    upload.seek(0)
    head: bytes = upload.read(4096)
    if not head:
        raise BadUpload(_("The file is empty."))
    name = clean_filename(upload.name)
    if images.sniff(head[:64]):
        return _clean_image(upload, name)
    if found := _sniff_media(head):
        return _clean_media(upload, name, *found)
    return _clean_text(upload, name)


def check_promise(name: str, size: int) -> None:
    """Refuse, before a byte of it is sent, a file of that `name` that would be too large. Raises BadUpload."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if size <= 0:
        raise BadUpload(_("The file is empty."))
    if extension in PICTURE_EXTENSIONS:
        images.refuse_above(size)
    elif extension in TEXT_EXTENSIONS | CODE_EXTENSIONS:
        refuse_above(size, settings.UPLOAD_MAX_TEXT_BYTES)
    refuse_above(size, settings.UPLOAD_MAX_MEDIA_BYTES)


def check_head(head: bytes, name: str, size: int) -> None:
    """Refuse, by its first part, a file that `clean` would refuse whatever follows. Raises BadUpload."""
    if images.sniff(head[:64]):
        images.refuse_above(size)
    elif _sniff_media(head):
        refuse_above(size, settings.UPLOAD_MAX_MEDIA_BYTES)
    else:
        _refuse_unknown_text(name)
        refuse_above(size, settings.UPLOAD_MAX_TEXT_BYTES)


def clean_filename(name: str | None) -> str:
    """Return the last part of `name` without control characters, at most 120 long; it is shown, never a path."""
    last = re.split(r"[\\/]", name or "")[-1]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip() or "file"
    path = PurePosixPath(shown)
    return shown if len(shown) <= MAX_NAME else path.stem[: MAX_NAME - len(path.suffix[:12])] + path.suffix[:12]


def stored_folder(prefix: str) -> str:
    """Return a folder below `prefix` that nobody can guess."""
    token = uuid4().hex
    return f"{prefix}/{token[:2]}/{token}"


def _clean_image(upload: Any, name: str) -> CleanUpload:
    picture = images.clean(upload)
    return CleanUpload(
        kind="image",
        filename=PurePosixPath(name).stem + f".{picture.extension}",
        content=ContentFile(picture.data),
        content_type=picture.content_type,
        extension=picture.extension,
        width=picture.width,
        height=picture.height,
        renditions=images.renditions(picture),
    )


def _clean_media(upload: Any, name: str, kind: str, content_type: str, extension: str) -> CleanUpload:
    refuse_above(upload.size, settings.UPLOAD_MAX_MEDIA_BYTES)
    try:
        film = _film(upload, extension)
        sound = sounds.read(upload, extension)
        content = _without_words(upload, extension)
    except DAMAGED as error:
        raise BadUpload(_("The file is damaged or incomplete. Export it again.")) from error
    return CleanUpload(
        kind=kind,
        filename=PurePosixPath(name).stem + f".{extension}",
        content=content,
        content_type=content_type,
        extension=extension,
        width=film.width,
        height=film.height,
        seconds=film.seconds or sound.seconds,
        peaks=sound.peaks,
    )


def _film(upload: Any, extension: str) -> mp4.Facts:
    if extension in ("mp4", "m4a"):
        return mp4.read(upload, upload.size)
    return webm.read(upload, upload.size) if extension == "webm" else mp4.Facts()


def _without_words(upload: Any, extension: str) -> File[Any]:
    """Return a copy that no longer says who made it, where, when and with what. Raises Damaged of its kind."""
    copy = NamedTemporaryFile()  # noqa: SIM115  read later, by whoever stores it, and gone with its last reference
    if extension in COPIED:
        COPIED[extension](upload, copy)
    else:
        upload.seek(0)
        shutil.copyfileobj(upload, copy)
        WIPED[extension](copy, upload.size)
    copy.seek(0)
    return File(copy, name="sound or film")


def _clean_text(upload: Any, name: str) -> CleanUpload:
    extension = _refuse_unknown_text(name)
    refuse_above(upload.size, settings.UPLOAD_MAX_TEXT_BYTES)
    upload.seek(0)
    data: bytes = upload.read()
    text = plain_text(data)
    return CleanUpload(
        kind="text" if extension in TEXT_EXTENSIONS else "code",
        filename=name,
        content=ContentFile(text.encode()),
        content_type="text/plain; charset=utf-8",
        extension="txt",
    )


def _refuse_unknown_text(name: str) -> str:
    """Return the extension of `name` if it is one of texts and programs. Raises BadUpload."""
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    if extension not in TEXT_EXTENSIONS | CODE_EXTENSIONS:
        raise BadUpload(
            _("This kind of file cannot be shown. Choose a picture, a sound, a video (MP4, WebM), text or code.")
        )
    return extension


def plain_text(data: bytes) -> str:
    """Return `data` as text. Raises BadUpload when it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadUpload(_("This is not plain text. Save it as text in UTF-8 and choose it again.")) from error
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text):
        raise BadUpload(_("This is not plain text. Save it as text in UTF-8 and choose it again."))
    return text


def refuse_above(size: int, limit: int) -> None:
    """Raise BadUpload if `size` bytes are more than `limit`."""
    if size > limit:
        raise BadUpload(
            _("The file is too large: %(size)s. At most %(limit)s are possible.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limit)}
        )


def _sniff_media(head: bytes) -> tuple[str, str, str] | None:
    """Return (kind, content type, extension) of the sound or video that begins with `head`."""
    for matches, found in MEDIA:
        if matches(head):
            return found
    return None


def _is_mp3(head: bytes) -> bool:
    if head[:3] == b"ID3":
        return True
    # Frame sync, a known version, layer 3, a real bit rate and sample rate.
    return (
        head[0] == 0xFF
        and len(head) > 3
        and head[1] & 0xE6 == 0xE2
        and head[1] & 0x18 != 0x08
        and head[2] & 0xF0 not in (0x00, 0xF0)
        and head[2] & 0x0C != 0x0C
    )


MEDIA: list[tuple[Callable[[bytes], bool], tuple[str, str, str]]] = [
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE", ("audio", "audio/wav", "wav")),
    (_is_mp3, ("audio", "audio/mpeg", "mp3")),
    (
        lambda head: head[:4] == b"OggS" and any(codec in head for codec in OGG_CODECS),
        ("audio", "audio/ogg", "ogg"),
    ),
    (
        lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"M4B "),
        ("audio", "audio/mp4", "m4a"),
    ),
    (
        lambda head: head[4:8] == b"ftyp" and head[8:12] in MP4_BRANDS,
        ("video", "video/mp4", "mp4"),
    ),
    (lambda head: head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head[:128], ("video", "video/webm", "webm")),
]
