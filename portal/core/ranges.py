"""Answering with a file, whole or in part: players ask for parts, Django's FileResponse knows only wholes."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.base import File
from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

#: Longest part of one answer, held in memory; players come back for the next.
PART = 2 * 1024 * 1024
BLOCK = 256 * 1024


def answer(request: HttpRequest, file: File[Any], *, size: int, content_type: str, etag: str) -> HttpResponseBase:
    """Return `file` of `size` bytes as 200, the part that the Range header asks for as 206, or 416."""
    response: HttpResponseBase
    wanted = request.headers.get("Range", "")
    if wanted and request.headers.get("If-Range", etag) != etag:  # also when there is nothing to compare with
        wanted = ""
    part = parse(wanted, size)
    if part is None:
        response = _whole(request, file, size, content_type)
    elif part == (0, -1):
        file.close()
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = _part(file, *part, size, content_type)
    response.headers["Accept-Ranges"] = "bytes"
    if etag:
        response.headers["ETag"] = etag
    return response


def parse(header: str, size: int) -> tuple[int, int] | None:
    """Return (first, last) byte asked for; None when the whole is to be sent, (0, -1) when nothing can be."""
    match = re.fullmatch(r"bytes=(\d{0,15})-(\d{0,15})", header.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else (0, -1)
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if last and int(last) < start:
        return None
    return (start, min(end, start + PART - 1)) if start < size else (0, -1)


def _part(file: File[Any], first: int, last: int, size: int, content_type: str) -> HttpResponse:
    last = min(last, first + PART - 1)
    with file:
        file.seek(first)
        data = file.read(last - first + 1)
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(len(data))}
    return HttpResponse(data, status=206, content_type=content_type, headers=headers)


def _whole(request: HttpRequest, file: File[Any], size: int, content_type: str) -> HttpResponseBase:
    if not isinstance(request, ASGIRequest):
        return FileResponse(file, content_type=content_type, headers={"Content-Length": str(size)})
    return StreamingHttpResponse(_blocks(file), content_type=content_type, headers={"Content-Length": str(size)})


async def _blocks(file: File[Any]) -> AsyncIterator[bytes]:
    """Read without stopping the loop; Django would load a synchronous iterator whole into memory."""
    try:
        while block := await sync_to_async(file.read)(BLOCK):
            yield block
    finally:
        await sync_to_async(file.close)()
