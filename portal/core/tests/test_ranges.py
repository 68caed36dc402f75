import asyncio

import pytest
from django.core.files.base import ContentFile
from django.test import AsyncRequestFactory, RequestFactory

from portal.core import ranges
from portal.testing.memory import MemoryStorage

BODY = bytes(range(100))


def answer(**headers):
    request = RequestFactory().get("/", headers=headers)
    return ranges.answer(request, ContentFile(BODY), size=100, content_type="audio/wav", etag='"x"')


@pytest.mark.parametrize(
    ("wanted", "body", "range"),
    [
        ("bytes=0-9", BODY[:10], "bytes 0-9/100"),
        ("bytes=90-", BODY[90:], "bytes 90-99/100"),
        ("bytes=-5", BODY[95:], "bytes 95-99/100"),
        ("bytes=95-500", BODY[95:], "bytes 95-99/100"),
        ("bytes=-500", BODY, "bytes 0-99/100"),
    ],
)
def test_a_player_gets_the_part_it_asks_for(wanted, body, range):
    response = answer(Range=wanted)

    assert (response.status_code, response.content) == (206, body)
    assert response["Content-Range"] == range
    assert response["Content-Length"] == str(len(body))


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_what_lies_beyond_the_end_is_refused(wanted):
    response = answer(Range=wanted)

    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */100"


@pytest.mark.parametrize("wanted", ["", "bytes=-", "bytes=9-3", "bytes=1-2,4-5", "lines=1-2", "bytes=a-b"])
def test_anything_else_gets_the_whole(wanted):
    response = answer(Range=wanted)

    assert response.status_code == 200
    assert response.getvalue() == BODY
    assert response["Accept-Ranges"] == "bytes"


def test_a_part_of_another_version_is_not_sent():
    assert answer(**{"Range": "bytes=0-9", "If-Range": '"old"'}).status_code == 200
    assert answer(**{"Range": "bytes=0-9", "If-Range": '"x"'}).status_code == 206


def test_one_answer_never_holds_more_than_a_part(monkeypatch):
    monkeypatch.setattr(ranges, "PART", 10)

    for wanted in ("bytes=0-", "bytes=-50"):
        assert len(answer(Range=wanted).content) == 10


def test_the_whole_flows_under_asgi():
    request = AsyncRequestFactory().get("/")
    response = ranges.answer(request, ContentFile(BODY), size=100, content_type="audio/wav", etag='"x"')

    async def read():
        return b"".join([block async for block in response])

    assert response.is_async
    assert asyncio.run(read()) == BODY


def test_two_who_read_one_file_at_once_do_not_take_each_others_bytes():
    storage = MemoryStorage()
    storage.save("a.bin", ContentFile(b"abcdef"))
    one, two = storage.open("a.bin"), storage.open("a.bin")

    assert (one.read(3), two.read(3), one.read(), two.read()) == (b"abc", b"abc", b"def", b"def")
