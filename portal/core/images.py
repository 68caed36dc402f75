"""Pictures that people upload: looked at before they are decoded, drawn anew, stripped of everything else.

What comes out has the pixels of what came in, upright and in sRGB, and not one byte of its metadata.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pillow_heif
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageCms, ImageOps

from portal.core.exceptions import DomainError

pillow_heif.register_heif_opener()

#: WebP cannot be longer than 16,383 pixels; no screen needs this many.
MAX_SIDE = 12_000
MAX_FRAMES = 300
MAX_PROFILE_BYTES = 1024 * 1024
WIDTHS = (400, 800, 1600)
QUALITY = {"jpeg": 88, "webp": 80, "avif": 62}
CONTENT_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}

#: Decoding takes up to a hundred megabytes each: more at once would take the machine from everybody else.
_decoders = threading.BoundedSemaphore(2)


class BadUpload(DomainError):
    """The file cannot be taken; the sentence says why and what would help."""

    message = gettext_lazy("This file cannot be used.")


@dataclass(frozen=True)
class CleanImage:
    data: bytes
    format: str  # "jpeg" or "png"
    width: int
    height: int

    @property
    def content_type(self) -> str:
        return CONTENT_TYPES[self.format]

    @property
    def extension(self) -> str:
        return {"jpeg": "jpg"}.get(self.format, self.format)


@dataclass(frozen=True)
class Rendition:
    format: str
    width: int
    height: int
    data: bytes

    @property
    def variant(self) -> str:
        """Its name in addresses and in storage, such as "w400.webp"."""
        return f"w{self.width}.{self.format}"


def sniff(head: bytes) -> str:
    """Return Pillow's name of the picture format that begins with `head` (64 bytes are enough), or ""."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"avif", b"avis"):
            return "AVIF"
        if head[8:12] in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"):
            return "AVIF" if b"avif" in head[16:64] else "HEIF"
    return ""


def clean(upload: Any) -> CleanImage:
    """Return the picture in `upload` (a Django File), upright, in sRGB and without metadata. Raises BadUpload."""
    data = _read(upload)
    name = sniff(data[:64])
    if not name:
        raise BadUpload(_unsupported(data[:512]))
    with _decoders:
        return _encode(_decode(data, name))


def clean_png(upload: Any) -> bytes:
    """Return the picture in `upload` as `clean` does, but as a lossless PNG; of such a one, the same bytes."""
    data = _read(upload)
    if sniff(data[:64]) != "PNG":
        raise BadUpload(_("This is no PNG picture, whatever its name says."))
    with _decoders:
        return _save(_in_full_colour(_decode(data, "PNG")), "png")


def renditions(picture: CleanImage, widths: Iterable[int] = WIDTHS) -> list[Rendition]:
    """Return `picture` at each of `widths` that it fills, smallest first: AVIF, WebP, JPEG."""
    with _decoders, Image.open(BytesIO(picture.data), formats=[picture.format.upper()]) as opened:
        opened.load()
        image: Image.Image = opened
        made: list[Rendition] = []
        for width in sorted(_useful_widths(picture.width, tuple(widths)), reverse=True):
            height = max(1, round(picture.height * width / picture.width))
            if image.size != (width, height):
                image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
            same = picture.format == "jpeg" and width == picture.width
            jpeg = picture.data if same else _save(_opaque(image), "jpeg")
            made.append(Rendition("jpeg", width, height, jpeg))
            made.append(Rendition("webp", width, height, _save(image, "webp")))
            made.append(Rendition("avif", width, height, _save(image, "avif")))
        return made[::-1]


def square(picture: CleanImage, side: int = 400) -> CleanImage:
    """Return the middle of `picture` as a JPEG of `side` × `side` pixels."""
    with _decoders, Image.open(BytesIO(picture.data), formats=[picture.format.upper()]) as image:
        cut = ImageOps.fit(_opaque(image), (side, side), Image.Resampling.LANCZOS)
    return CleanImage(_save(cut, "jpeg"), "jpeg", side, side)


def refuse_above(size: int) -> None:
    """Refuse a picture of more bytes than the settings allow. Raises BadUpload."""
    limit = settings.UPLOAD_MAX_IMAGE_BYTES
    if size > limit:
        raise BadUpload(
            _("The picture is too large: %(size)s. At most %(limit)s are possible.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limit)}
        )


def _read(upload: Any) -> bytes:
    refuse_above(upload.size)
    upload.seek(0)
    data: bytes = upload.read(settings.UPLOAD_MAX_IMAGE_BYTES + 1)
    if not data:
        raise BadUpload(_("The file is empty."))
    return data


def _unsupported(head: bytes) -> str:
    if b"<svg" in head.lower() or head.lstrip().startswith(b"<?xml"):
        return str(_("Drawings in SVG cannot be shown here. Save it as PNG and choose that."))
    return str(_("This is not a picture that can be shown. Choose a JPEG, PNG, WebP, GIF, AVIF or HEIC file."))


def _decode(data: bytes, name: str) -> Image.Image:
    """Decode the first frame of `data`, once its header has said that it is small enough."""
    try:
        with Image.open(BytesIO(data), formats=[name]) as image:
            _check_size(image)
            image.load()
            return _to_srgb(ImageOps.exif_transpose(image))
    except BadUpload:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadUpload(_too_many_pixels()) from error
    except MemoryError as error:
        raise BadUpload(_too_many_pixels()) from error
    except Exception as error:  # decoders of hostile bytes fail in every way there is
        raise BadUpload(
            _("The picture is damaged or incomplete. Export it again and choose the new file.")
        ) from error


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > settings.UPLOAD_MAX_IMAGE_PIXELS or max(width, height) > MAX_SIDE:
        raise BadUpload(_too_many_pixels())
    if getattr(image, "n_frames", 1) > MAX_FRAMES:
        raise BadUpload(_("This moving picture has too many frames. Choose a still picture or a video."))


def _too_many_pixels() -> str:
    return str(
        _("The picture has too many pixels. At most %(limit)s megapixels, %(side)s pixels a side.")
        % {"limit": settings.UPLOAD_MAX_IMAGE_PIXELS // 1_000_000, "side": f"{MAX_SIDE:,}"}
    )


def _to_srgb(image: Image.Image) -> Image.Image:
    """Return `image` as RGB or RGBA with sRGB colours and nothing in its `info`."""
    profile: bytes = image.info.get("icc_profile") or b""
    see_through = image.has_transparency_data
    alpha = image.convert("RGBA").getchannel("A") if see_through else None
    flat = (
        image if image.mode in ("RGB", "CMYK") else image.convert("RGBA" if see_through else "RGB").convert("RGB")
    )
    flat = _convert_profile(flat, profile).convert("RGB")
    if alpha is not None and alpha.getextrema()[0] != 255:
        flat.putalpha(alpha)
    elif image.mode == "P":
        flat = flat.quantize(256)  # few colours, sharp edges: stays a PNG
    flat.info = {}
    return flat


def _convert_profile(image: Image.Image, profile: bytes) -> Image.Image:
    if not profile or len(profile) > MAX_PROFILE_BYTES or b"sRGB" in profile or b"s\0R\0G\0B" in profile:
        return image
    try:
        converted = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):  # a broken profile costs some colour, not the picture
        return image
    return converted or image


def _encode(image: Image.Image) -> CleanImage:
    name = "jpeg" if image.mode == "RGB" else "png"
    return CleanImage(_save(image, name), name, image.width, image.height)


def _save(image: Image.Image, name: str) -> bytes:
    output = BytesIO()
    if name == "jpeg":
        image.save(output, "JPEG", quality=QUALITY["jpeg"], progressive=True)
    elif name == "webp":
        _in_full_colour(image).save(output, "WEBP", quality=QUALITY["webp"], method=2)
    elif name == "avif":  # slower speeds save a twentieth of the bytes for four times the work
        _in_full_colour(image).save(output, "AVIF", quality=QUALITY["avif"], speed=8, max_threads=1)
    else:
        image.save(output, "PNG", compress_level=6)
    return output.getvalue()


def _in_full_colour(image: Image.Image) -> Image.Image:
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _opaque(image: Image.Image) -> Image.Image:
    """Return `image` as RGB, on white where it is see-through."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    see_through = image.convert("RGBA")
    paper = Image.new("RGB", see_through.size, "white")
    paper.paste(see_through, mask=see_through.getchannel("A"))
    return paper


def _useful_widths(width: int, wanted: Sequence[int]) -> set[int]:
    return {each for each in wanted if each < width} | {min(width, max(wanted))}
