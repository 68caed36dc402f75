"""What a participant finds first in the CMS: their own pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component

from cms_pages.models import BlogPage, PortfolioPage
from cms_pages.selectors import own_waiting
from portal.accounts.permissions import needs_approval_to_publish


class OwnPortfolioPanel(Component):
    """Links to edit and view the own portfolio, write a story, upload a picture."""

    name = "own_portfolio"
    template_name = "wagtailadmin/home/own_portfolio.html"
    order = 50

    def __init__(self, portfolio: PortfolioPage) -> None:
        self.portfolio = portfolio

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {
            "portfolio": self.portfolio,
            "view_url": self.portfolio.get_url(parent_context["request"]) if parent_context else "",
            "journal": BlogPage.objects.child_of(self.portfolio).first(),
            "asks": needs_approval_to_publish(self.portfolio.owner_person),
            "own": own_waiting(self.portfolio.owner_person),
        }
