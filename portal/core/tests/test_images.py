import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from portal.core import images
from portal.core.images import BadUpload
from portal.testing.uploads import picture

CANARY = b"CANARY"


def exif(**more):
    """Metadata as a phone writes it: who, which device, where."""
    data = Image.Exif()
    data[0x010F] = "CANARY phone"
    data[0x013B] = "CANARY artist"
    data[0x8769] = {0x9286: b"ASCII\0\0\0CANARY"}
    data[0x8825] = {1: "N", 2: (IFDRational(52), IFDRational(31), IFDRational(12)), 3: "E", 29: "CANARY"}
    for tag, value in more.items():
        data[int(tag)] = value
    return data


def photo(orientation=1):
    data = exif()
    data[0x0112] = orientation
    return picture(size=(64, 48), exif=data, comment=CANARY)


def test_a_photo_loses_place_device_and_name_but_not_its_pixels():
    upload = photo()
    assert CANARY in upload.read()

    clean = images.clean(upload)

    assert (clean.format, clean.width, clean.height) == ("jpeg", 64, 48)
    for data in (clean.data, *(each.data for each in images.renditions(clean))):
        assert CANARY not in data
        with Image.open(BytesIO(data)) as served:
            assert not served.getexif()
            assert not {"exif", "icc_profile", "comment", "xmp"} & served.info.keys()


def test_a_photo_taken_sideways_stands_upright():
    clean = images.clean(photo(orientation=6))

    assert (clean.width, clean.height) == (48, 64)


@pytest.mark.parametrize(
    ("format", "mode", "kept"),
    [
        ("JPEG", "RGB", "jpeg"),
        ("JPEG", "L", "jpeg"),
        ("JPEG", "CMYK", "jpeg"),
        ("PNG", "RGB", "jpeg"),
        ("PNG", "RGBA", "png"),
        ("PNG", "P", "png"),
        ("PNG", "1", "jpeg"),
        ("PNG", "I;16", "jpeg"),
        ("WEBP", "RGB", "jpeg"),
        ("WEBP", "RGBA", "png"),
        ("GIF", "P", "png"),
        ("AVIF", "RGB", "jpeg"),
        ("HEIF", "RGB", "jpeg"),
    ],
)
def test_every_accepted_format_is_drawn_anew(format, mode, kept):
    clean = images.clean(picture("whatever.txt", format=format, mode=mode))

    assert clean.format == kept
    assert images.renditions(clean)


def test_a_heic_photo_loses_its_metadata():
    upload = picture("IMG_1.HEIC", format="HEIF", exif=exif().tobytes())
    assert CANARY in upload.read()

    clean = images.clean(upload)

    assert CANARY not in clean.data


def test_other_colour_spaces_become_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()

    clean = images.clean(picture(icc_profile=lab))
    broken = images.clean(picture(icc_profile=b"not a profile"))

    for each in (clean, broken):
        with Image.open(BytesIO(each.data)) as served:
            assert "icc_profile" not in served.info


def png_header(width, height):
    """A PNG that claims a size and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(5_001, 5_000), (50_000, 50_000), (10_000, 9_000), (12_001, 10)])
def test_a_bomb_is_refused_by_its_header_alone(size, monkeypatch):
    def decode(self):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)

    with pytest.raises(BadUpload, match="too many pixels"):
        images.clean(SimpleUploadedFile("bomb.png", png_header(*size)))


def test_a_moving_picture_of_endless_frames_is_refused():
    frames = [Image.new("P", (4, 4), number % 250) for number in range(images.MAX_FRAMES + 1)]
    for number, frame in enumerate(frames):
        frame.putpixel((number % 4, number // 4 % 4), 255)
    output = BytesIO()
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:])

    with pytest.raises(BadUpload, match="too many frames"):
        images.clean(SimpleUploadedFile("film.gif", output.getvalue()))


def test_of_a_moving_picture_the_first_frame_stays():
    output = BytesIO()
    Image.new("RGB", (8, 8), "red").save(
        output, "GIF", save_all=True, append_images=[Image.new("RGB", (8, 8), "blue")]
    )

    clean = images.clean(SimpleUploadedFile("two.gif", output.getvalue()))

    with Image.open(BytesIO(clean.data)) as served:
        assert served.convert("RGB").getpixel((4, 4))[0] > 200


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"hello", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "not a picture"),
        (b"II*\0" + b"\0" * 40, "not a picture"),
        (b"<html><script>alert(1)</script>", "not a picture"),
        (b"\xff\xd8\xff\xe0 and nothing more", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"GIF89a<script>alert(1)</script>", "damaged"),
        (b"\0\0\0\x1cftypheic" + b"\0" * 60, "damaged"),
        (b"\0\0\0\x1cftypavif" + b"\0" * 60, "damaged"),
        (b"RIFF\xff\xff\0\0WEBPVP8 " + b"\0" * 60, "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(content, sentence):
    with pytest.raises(BadUpload, match=sentence):
        images.clean(SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg"))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_truncated_picture_is_refused(format):
    whole = picture(size=(300, 300), format=format).read()

    with pytest.raises(BadUpload, match="damaged"):
        images.clean(SimpleUploadedFile("cut", whole[: len(whole) * 2 // 3]))


def test_too_many_bytes_are_refused_unread(settings):
    settings.UPLOAD_MAX_IMAGE_BYTES = 100

    with pytest.raises(BadUpload, match="too large"):
        images.clean(picture(size=(300, 300)))


def test_a_polyglot_keeps_only_its_picture():
    whole = picture().read() + b"<script>alert('CANARY')</script>PK\x03\x04"

    clean = images.clean(SimpleUploadedFile("page.html", whole, content_type="text/html"))

    assert CANARY not in clean.data
    assert b"PK\x03\x04" not in clean.data


def test_renditions_never_grow_a_picture():
    small = images.renditions(images.clean(picture(size=(300, 200))))
    large = images.renditions(images.clean(picture(size=(2000, 1000))))

    assert [each.variant for each in small] == ["w300.avif", "w300.webp", "w300.jpeg"]
    assert [(each.width, each.height) for each in large[::3]] == [(400, 200), (800, 400), (1600, 800)]


def test_a_see_through_picture_stays_so_and_stands_on_white_in_jpeg():
    avif, webp, jpeg = images.renditions(images.clean(picture(format="PNG", mode="RGBA")))

    for modern in (avif, webp):
        with Image.open(BytesIO(modern.data)) as served:
            assert served.mode == "RGBA"
    with Image.open(BytesIO(jpeg.data)) as served:
        assert served.getpixel((5, 5))[2] > 60


def test_an_avatar_is_square():
    avatar = images.square(images.clean(picture(size=(900, 300), format="PNG", mode="RGBA")))

    assert (avatar.format, avatar.width, avatar.height) == ("jpeg", 400, 400)
