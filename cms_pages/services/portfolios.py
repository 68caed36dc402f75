"""Portfolios: made for a participant, changed through revisions like any page."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms_pages import signals
from cms_pages.models import BlogPage, GalleryPage, PortfolioIndexPage, PortfolioPage
from cms_pages.permissions import first_visibility, forget_rights
from cms_pages.services import approvals, first_words
from portal.accounts.models import User
from portal.accounts.permissions import needs_approval_to_publish
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require


class NoPeoplePage(DomainError):
    message = "This site has no list of people yet, so nobody can have a page in it."


@transaction.atomic
def provide(user: User) -> PortfolioPage:
    """Make sure that `user` has a portfolio with a journal and a gallery. Raises NoPeoplePage.

    It is published at once, or a draft with first words if somebody has to approve it.
    Two calls at once end with one portfolio: both wait for the row of the list of people.
    """
    people = PortfolioIndexPage.objects.select_for_update().order_by("pk").first()
    if people is None:
        raise NoPeoplePage
    portfolio: PortfolioPage | None = PortfolioPage.objects.filter(owner_person=user).first()
    if portfolio is not None:
        return portfolio
    people.refresh_from_db()  # another call may have added a page while this one waited
    is_draft = needs_approval_to_publish(user)
    now = None if is_draft else timezone.now()
    common = {"owner": user, "live": not is_draft, "first_published_at": now, "last_published_at": now}
    portfolio = PortfolioPage(title=user.display_name, slug=user.handle, owner_person=user, **common)
    portfolio.intro = first_words.PORTFOLIO if is_draft else ""
    people.add_child(instance=portfolio)
    journal = portfolio.add_child(instance=BlogPage(title=_("Journal"), slug="journal", **common))
    gallery = GalleryPage(title=_("Works"), slug="works", visibility=first_visibility(user), **common)
    works = portfolio.add_child(instance=gallery)
    if is_draft:
        for page in (portfolio, journal, works):
            page.save_revision(user=user, log_action=False)
            page.refresh_from_db()
    forget_rights(user)
    announce(signals.portfolio_provided, PortfolioPage, portfolio=portfolio, user=user)
    return portfolio


@transaction.atomic
def update(portfolio: PortfolioPage, *, by: User, **values: Any) -> PortfolioPage:
    """Publish `portfolio` with new `values` (field name to value), or ask for an approval. Raises NotAllowed."""
    rights = portfolio.permissions_for_user(by)
    require(
        rights.can_publish() or (rights.can_edit() and portfolio.person() == by),
        _("This is somebody else's portfolio."),
    )
    if portfolio.workflow_in_progress:
        raise approvals.AlreadyWaiting
    for name, value in values.items():
        setattr(portfolio, name, value)
    portfolio.full_clean()
    portfolio.save_revision(user=by, log_action=True)
    approvals.publish_or_ask(page=portfolio, by=by)
    portfolio.refresh_from_db()
    return portfolio
