"""Pages of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from portal.core import freshness


class KeptPaginator(Paginator[Any]):
    """Of a list that is the same for everybody: the cache knows its length, and which rows stand on each page.

    `name` is the list's in the cache. `rows` are in their order, and depend neither on who asks nor on the clock;
    `shown` are all rows of the kind, with what a page shows of them.
    """

    def __init__(
        self,
        name: str,
        rows: Callable[[], QuerySet[Any]],
        shown: Callable[[], QuerySet[Any]],
        per_page: int,
    ) -> None:
        super().__init__((), per_page)
        self.name, self.rows, self.shown = name, rows, shown

    @cached_property
    def count(self) -> int:
        return freshness.kept_count(self.name, self.rows)

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        rows = freshness.kept_rows(
            self.name, str(begin), lambda: self.rows()[begin : begin + self.per_page], self.shown
        )
        return Page(rows, number, self)
