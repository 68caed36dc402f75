"""What needs two apps that stand side by side: pages ask the shop what is for sale."""

from typing import Any

from django.db.models import QuerySet

from cms_pages import choosers
from mentorship.models import Project


def works_for_sale(works: QuerySet[Project]) -> Any:
    from shop.selectors import listings  # Oscar's models are not there yet when this is imported

    return listings.works_for_sale(works=works)


choosers.offers_are(works_for_sale)
