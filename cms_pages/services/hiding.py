"""Taking a person's pages off the site at once, and putting them back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision
from wagtail.search import index

from cms_pages import showing
from cms_pages.models import PortfolioPage
from portal.accounts.models import User
from portal.accounts.permissions import needs_approval_to_publish
from portal.accounts.selectors import may_be_shown
from portal.accounts.services import closures

#: The name of our part in what a closing account remembers.
PAGES = "cms_pages.pages"


@transaction.atomic
def withdraw(*, owner: User) -> None:
    """Unpublish the pages of `owner`: the consent to show them has ended."""
    for page in _live_pages(owner):
        UnpublishPageAction(page.specific, user=owner).execute(skip_permission_checks=True)


@transaction.atomic
def hide_for_closing(*, owner: User) -> None:
    """Hide the pages of `owner`, who closed the account, and remember which were to be seen."""
    pages = _live_pages(owner)
    closures.hide(user=owner, what=PAGES, values={str(page.pk): "live" for page in pages})
    _set_live([page.pk for page in pages], live=False)


@transaction.atomic
def show_again(*, owner: User, numbers: Iterable[str]) -> None:
    """Show the pages `numbers` of `owner` as they were, unless the consent to it has ended meanwhile."""
    if not may_be_shown(owner):
        return
    theirs = {page.pk for page in _pages(owner)}
    _set_live([int(number) for number in numbers if int(number) in theirs], live=True)


@transaction.atomic
def follow_age(*, owner: User) -> None:
    """Let what is shown of `owner` fit their age: minors show nothing without consent, adults wait for nobody."""
    pages = _pages(owner)
    if not needs_approval_to_publish(owner):
        for page in pages:
            if state := page.specific.current_workflow_state:
                state.cancel(user=owner)
        return
    Revision.page_revisions.filter(object_id__in=[str(page.pk) for page in pages]).update(approved_go_live_at=None)
    if not may_be_shown(owner):
        withdraw(owner=owner)


def _set_live(numbers: list[int], *, live: bool) -> None:
    """Neither publishes drafts nor forgets revisions, as unpublishing and publishing would."""
    Page.objects.filter(pk__in=numbers).update(live=live)
    for page in Page.objects.filter(pk__in=numbers).specific():
        index.insert_or_update_object(page)
    showing.follow_pages(numbers)


def _pages(owner: User) -> list[Page]:
    portfolio = PortfolioPage.objects.filter(owner_person=owner).first()
    return list(Page.objects.descendant_of(portfolio, inclusive=True)) if portfolio else []


def _live_pages(owner: User) -> list[Page]:
    return [page for page in _pages(owner) if page.live]
