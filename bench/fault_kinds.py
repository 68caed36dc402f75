"""What a fault is, and the list that each module of faults adds to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fault_world import World

Make = Callable[[World], str]


@dataclass(frozen=True)
class Fault:
    name: str
    done: str
    #: The most that it may take.
    seconds: int
    make: Make


FAULTS: dict[str, Fault] = {}


def fault(code: str, name: str, *, done: str, seconds: int = 60) -> Callable[[Make], Make]:
    """Decorate a function that makes a fault and returns in words what came of it; it raises Broken otherwise."""

    def keep(make: Make) -> Make:
        FAULTS[code] = Fault(name, done, seconds, make)
        return make

    return keep
