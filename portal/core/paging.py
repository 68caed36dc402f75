"""Pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from portal.core import freshness

#: Of how many first pages of a list the HTML is kept: who goes further is a machine, and there are many.
FIRST = 10


class KeptPaginator(Paginator[Any]):
    """Of a list that is the same for everybody: the cache knows its length, and which rows stand on each page.

    `name` is the list's in the cache. `rows` are in their order, and depend neither on who asks nor on the clock;
    `shown` are all rows of the kind, with what a page shows of them; `finish` adds to those of one page what else
    it shows.
    """

    def __init__(
        self,
        name: str,
        rows: Callable[[], QuerySet[Any]],
        shown: Callable[[], QuerySet[Any]],
        per_page: int,
        *,
        finish: Callable[[list[Any]], None] | None = None,
    ) -> None:
        super().__init__((), per_page)
        self.name, self.rows, self.shown, self.finish = name, rows, shown, finish

    @cached_property
    def count(self) -> int:
        return freshness.kept_count(self.name, self.rows)

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        rows = KeptRows(
            self.name,
            f"{self.per_page}:{begin}",
            lambda: self._read(begin),
            is_any=lambda: begin < self.count,
            is_kept=number <= FIRST,
        )
        return Page(rows, number, self)

    def _read(self, begin: int) -> list[Any]:
        rows = freshness.kept_rows(
            self.name,
            f"{self.per_page}:{begin}",
            lambda: self.rows()[begin : begin + self.per_page],
            self.shown,
        )
        if self.finish:
            self.finish(rows)
        return rows


class KeptRows(Sequence[Any]):
    """Rows that are the same for everybody, read when looked at: `{% include_kept %}` keeps their HTML.

    `kind` and `name` are theirs in the cache; `read` depends neither on who asks nor on the clock. Who knows
    without reading whether there are any says it with `is_any`.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        read: Callable[[], list[Any]],
        *,
        is_any: Callable[[], bool] | None = None,
        is_kept: bool = True,
    ) -> None:
        self.kind, self.name, self.is_kept = kind, name, is_kept
        self._read, self._is_any = read, is_any

    @cached_property
    def rows(self) -> list[Any]:
        return self._read()

    def __bool__(self) -> bool:
        return self._is_any() if self._is_any else bool(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)
