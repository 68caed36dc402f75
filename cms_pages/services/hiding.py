"""Taking a person's pages off the site at once, and putting them back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.models import Page
from wagtail.search import index

from cms_pages.models import PortfolioPage
from portal.accounts.models import User
from portal.accounts.services import closures

#: The name of our part in what a closing account remembers.
PAGES = "cms_pages.pages"


@transaction.atomic
def withdraw(*, owner: User) -> None:
    """Unpublish the pages of `owner`: the consent to show them has ended."""
    for page in _live_pages(owner):
        page.specific.unpublish(user=owner)


@transaction.atomic
def hide_for_closing(*, owner: User) -> None:
    """Hide the pages of `owner`, who closed the account, and remember which were to be seen."""
    pages = _live_pages(owner)
    closures.hide(user=owner, what=PAGES, values={str(page.pk): "live" for page in pages})
    _set_live([page.pk for page in pages], live=False)


@transaction.atomic
def show_again(*, owner: User, numbers: Iterable[str]) -> None:
    """Show the pages `numbers` of `owner` as they were."""
    theirs = {page.pk for page in _pages(owner)}
    _set_live([int(number) for number in numbers if int(number) in theirs], live=True)


def _set_live(numbers: list[int], *, live: bool) -> None:
    """Neither publishes drafts nor forgets revisions, as unpublishing and publishing would."""
    Page.objects.filter(pk__in=numbers).update(live=live)
    for page in Page.objects.filter(pk__in=numbers).specific():
        index.insert_or_update_object(page)


def _pages(owner: User) -> list[Page]:
    portfolio = PortfolioPage.objects.filter(owner_person=owner).first()
    return list(Page.objects.descendant_of(portfolio, inclusive=True)) if portfolio else []


def _live_pages(owner: User) -> list[Page]:
    return [page for page in _pages(owner) if page.live]
