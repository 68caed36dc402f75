"""Draws the demo's pictures and plays its sounds in processes of their own, ready to be stored."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from typing import Any

from django.core.files.base import ContentFile

from portal.core import uploads
from portal.core.uploads import CleanUpload
from portal.demo import films, pictures, sounds
from portal.demo.content.shapes import Document, Film, Person, Picture, Sound, Still, Thing

PROCESSES = 2


def _clean(data: bytes, filename: str) -> CleanUpload:
    made = uploads.clean(ContentFile(data, name=filename))
    return replace(made, content=ContentFile(made.content.read()))  # an open file cannot change process


def _draw(subject: str, seed: int, size: tuple[int, int], filename: str) -> CleanUpload:
    return _clean(pictures.draw(subject=subject, seed=seed, size=size), filename)


def _play(tune: str, seed: int, seconds: float, filename: str) -> CleanUpload:
    return _clean(sounds.play(tune=tune, seed=seed, seconds=seconds), filename)


def _film(seed: int, seconds: float, size: tuple[int, int], filename: str) -> CleanUpload:
    return _clean(films.weave(seed=seed, seconds=seconds, size=size), filename)


def _still(seed: int, part: float, size: tuple[int, int], filename: str) -> CleanUpload:
    return _clean(films.still(seed=seed, part=part, size=size), filename)


def _portray(seed: int, side: int) -> bytes:
    return pictures.portrait(seed=seed, size=(side, side))


class Studio:
    """Hands out cleaned files; what was ordered with `prepare` is made ahead, in that order.

    `small` makes thumbnails and short sounds, for tests. The processes are spawned: a fork would share the
    database connection of the parent.
    """

    def __init__(self, *, small: bool = False) -> None:
        self.size, self.side, self.longest = ((240, 180), 64, 0.5) if small else ((1000, 750), 480, 60.0)
        self._pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
        self._made: dict[Any, Future[Any]] = {}

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def prepare(self, things: Iterable[Person | Thing]) -> None:
        """Begin to make `things`, whichever are no documents."""
        for thing in things:
            if not isinstance(thing, Document):
                self._order(thing)

    def file(self, thing: Thing) -> CleanUpload:
        """Return `thing` as a file that may be stored, made now if it was not prepared."""
        if isinstance(thing, Document):
            return uploads.clean(ContentFile(thing.body.encode(), name=thing.filename))
        made: CleanUpload = self._order(thing).result()
        return made

    def portrait(self, person: Person) -> bytes:
        """Return the JPEG of `person`'s portrait."""
        made: bytes = self._order(person).result()
        return made

    def _order(self, thing: Person | Picture | Sound | Film | Still) -> Future[Any]:
        key: tuple[Any, ...]
        if isinstance(thing, Person):
            key, job = (_portray, thing.portrait), (thing.portrait, self.side)
        elif isinstance(thing, Picture):
            key = (_draw, thing.subject, thing.seed)
            job = (thing.subject, thing.seed, self.size, thing.filename)
        elif isinstance(thing, Film):
            key = (_film, thing.seed)
            job = (thing.seed, min(thing.seconds, self.longest), films.SIZE, thing.filename)
        elif isinstance(thing, Still):
            key = (_still, thing.seed, thing.part)
            job = (thing.seed, thing.part, films.STILL if self.longest > 1 else films.SIZE, thing.filename)
        else:
            key = (_play, thing.tune, thing.seed)
            job = (thing.tune, thing.seed, min(thing.seconds, self.longest), thing.filename)
        if key not in self._made:
            self._made[key] = self._pool.submit(key[0], *job)
        return self._made[key]
