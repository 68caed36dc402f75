"""Portfolios: made for a participant, changed through revisions like any page."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms_pages import signals
from cms_pages.models import BlogPage, GalleryPage, PortfolioIndexPage, PortfolioPage
from cms_pages.permissions import forget_rights
from portal.accounts.models import User
from portal.core.events import announce
from portal.core.exceptions import DomainError
from portal.core.policy import require


class NoPeoplePage(DomainError):
    message = "This site has no list of people yet, so nobody can have a page in it."


@transaction.atomic
def provide(user: User) -> PortfolioPage:
    """Make sure that `user` has a published portfolio with a journal and a gallery. Raises NoPeoplePage.

    Two calls at once end with one portfolio: both wait for the row of the list of people.
    """
    people = PortfolioIndexPage.objects.select_for_update().order_by("pk").first()
    if people is None:
        raise NoPeoplePage
    portfolio: PortfolioPage | None = PortfolioPage.objects.filter(owner_person=user).first()
    if portfolio is not None:
        return portfolio
    people.refresh_from_db()  # another call may have added a page while this one waited
    portfolio = PortfolioPage(title=user.display_name, slug=user.handle, owner_person=user, owner=user)
    people.add_child(instance=portfolio)
    journal = portfolio.add_child(instance=BlogPage(title=_("Journal"), slug="journal", owner=user))
    works = portfolio.add_child(instance=GalleryPage(title=_("Works"), slug="works", owner=user))
    for page in (portfolio, journal, works):
        page.save_revision(user=user, log_action=False).publish(user=user, skip_permission_checks=True)
        page.refresh_from_db()
    forget_rights(user)
    announce(signals.portfolio_provided, PortfolioPage, portfolio=portfolio, user=user)
    return portfolio


@transaction.atomic
def update(portfolio: PortfolioPage, *, by: User, **values: Any) -> PortfolioPage:
    """Publish `portfolio` with new `values` (field name to value). Raises NotAllowed."""
    require(portfolio.permissions_for_user(by).can_publish(), "This is somebody else's portfolio.")
    for name, value in values.items():
        setattr(portfolio, name, value)
    portfolio.full_clean()
    portfolio.save_revision(user=by, log_action=True).publish(user=by)
    portfolio.refresh_from_db()
    return portfolio
