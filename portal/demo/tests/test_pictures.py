"""The demo site's pictures: every craft can be drawn, the same way each time, and small enough to serve."""

import io
from functools import cache
from itertools import pairwise

import pytest
from PIL import Image

from portal.demo.pictures import SUBJECTS, draw, portrait

SMALL = (160, 120)


@cache
def drawn(*, subject: str, seed: int) -> bytes:
    """Draw small, and each picture only once for all these tests."""
    return draw(subject=subject, seed=seed, size=SMALL)


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def difference(first: bytes, second: bytes) -> float:
    """Return how far two pictures are apart on average, 0..255."""
    one, other = (opened(jpeg).convert("L").resize((40, 30)).tobytes() for jpeg in (first, second))
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def test_there_are_enough_crafts_for_a_gallery():
    assert len(SUBJECTS) >= 16
    assert len(set(SUBJECTS)) == len(SUBJECTS)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_subject_is_a_jpeg_of_the_size_asked_for(subject):
    for size in (SMALL, (90, 120)):
        jpeg = drawn(subject=subject, seed=0) if size == SMALL else draw(subject=subject, seed=0, size=size)
        picture = opened(jpeg)

        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", size)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_same_seed_draws_the_same_bytes(subject):
    assert draw(subject=subject, seed=1, size=SMALL) == drawn(subject=subject, seed=1)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_neighbouring_seeds_do_not_look_like_copies(subject):
    gallery = [drawn(subject=subject, seed=seed) for seed in range(3)]

    assert min(difference(first, second) for first, second in pairwise(gallery)) > 6


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_picture_shows_something(subject):
    picture = opened(drawn(subject=subject, seed=1)).convert("L")

    darkest, lightest = picture.getextrema()
    assert lightest - darkest > 90


def test_a_full_size_picture_is_small_enough_to_serve():
    assert len(draw(subject="mosaic", seed=6)) <= 600_000


def test_pictures_carry_no_metadata():
    for jpeg in (drawn(subject="pot", seed=1), portrait(seed=1, size=SMALL)):
        picture = opened(jpeg)

        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_an_unknown_subject_is_refused():
    with pytest.raises(KeyError):
        draw(subject="photograph", seed=1, size=SMALL)


def test_a_portrait_is_square_and_always_the_same():
    first, again = portrait(seed=7, size=(150, 150)), portrait(seed=7, size=(150, 150))

    assert first == again
    assert opened(first).size == (150, 150)


def test_people_get_different_portraits():
    people = [portrait(seed=seed, size=(90, 90)) for seed in range(18)]

    assert min(difference(a, b) for place, a in enumerate(people) for b in people[:place]) > 4
