"""Visitors who come at a fixed rate, however long answers take: else overload would slow its own visitors down."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

#: Seconds after which a visitor has gone.
PATIENCE = 30
#: The answer of a server that did not give any.
FAILED = 0


@dataclass(frozen=True)
class Answer:
    at: float
    status: int
    seconds: float
    retry_after: str


async def ask(url: str, path: str) -> Answer:
    """Look at a page on a connection of its own."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            status, retry_after = await _ask(url, path)
    except (OSError, TimeoutError, ValueError, IndexError):
        status, retry_after = FAILED, ""
    return Answer(begun, status, time.monotonic() - begun, retry_after)


async def _ask(url: str, path: str) -> tuple[int, str]:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nConnection: close\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = {
            line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head.splitlines()[1:]
        }
        body = await reader.read()
        while more := await reader.read():
            body += more
        if "content-length" in headers and len(body) < int(headers["content-length"]):
            raise ValueError("cut off")
        return int(head.split()[1]), headers.get("retry-after", "")
    finally:
        writer.close()


async def come(url: str, paths: tuple[str, ...], *, rate: float, seconds: float) -> list[Answer]:
    """Let `rate` visitors a second come for so many seconds, and wait for the last answer."""
    begun = time.monotonic()
    asked = []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        asked.append(asyncio.create_task(ask(url, paths[number % len(paths)])))
    return list(await asyncio.gather(*asked))


async def capacity(url: str, paths: tuple[str, ...], *, seconds: float, visitors: int = 4) -> float:
    """Return how many pages a second so many visitors get who ask one after another."""
    last = time.monotonic() + seconds

    async def visit() -> int:
        count = 0
        while time.monotonic() < last:
            answer = await ask(url, paths[count % len(paths)])
            if answer.status != 200:
                raise RuntimeError(f"{answer.status} while nobody else is there")
            count += 1
        return count

    return sum(await asyncio.gather(*(visit() for _visitor in range(visitors)))) / seconds


def counts(answers: list[Answer]) -> Counter[int]:
    return Counter(each.status for each in answers)


def p95(answers: list[Answer]) -> float:
    """Seconds within which 95 of 100 good answers came."""
    taken = sorted(each.seconds for each in answers if each.status == 200)
    return taken[min(len(taken) - 1, int(0.95 * len(taken)))] if taken else float("inf")


def in_words(answers: list[Answer]) -> str:
    return ", ".join(f"{count:,} × {status or 'no answer'}" for status, count in sorted(counts(answers).items()))
