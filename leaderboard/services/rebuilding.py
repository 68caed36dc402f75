"""Putting points and boards right: by the clock, by a command, or in the background for somebody who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from leaderboard.services import boards, points


def rebuild(*, now: datetime, progress: Callable[[int, int], None] | None = None) -> dict[str, int]:
    """Keep the boards whose period is over, then put points right; return what was kept and written."""
    kept = boards.freeze(now=now)  # First: a rebuild knows only the boards that go on.
    return {**points.rebuild(now=now, progress=progress), "kept": kept}
