"""Which answers are packed for the way, and which travel as they are."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from portal.core.packing import PackingMiddleware

WORDS = b"Bands and belts. " * 100


def sent(rf, response):
    return PackingMiddleware(lambda request: response)(rf.get("/", headers={"Accept-Encoding": "gzip, br"}))


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/css", "application/json", "image/svg+xml"])
def test_texts_are_packed(rf, kind):
    answer = sent(rf, HttpResponse(WORDS, content_type=kind))

    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content) == WORDS


def test_a_file_that_comes_in_parts_is_packed_whole(rf):
    answer = sent(rf, StreamingHttpResponse([WORDS, WORDS], content_type="text/css"))

    assert gzip.decompress(b"".join(answer)) == WORDS * 2


@pytest.mark.parametrize(
    ("kind", "status"), [("image/webp", 200), ("video/mp4", 206), ("text/vtt", 206), ("application/zip", 200)]
)
def test_pictures_and_parts_of_files_travel_as_they_are(rf, kind, status):
    answer = sent(rf, HttpResponse(WORDS, content_type=kind, status=status))

    assert "Content-Encoding" not in answer
    assert answer.content == WORDS
