"""What a site that somebody takes along has to do with the shop."""

import pytest

from cms_pages.export import builder
from shop.tests import factories


@pytest.mark.django_db
def test_a_work_for_sale_leads_to_the_shop_on_the_live_site(participant, tmp_path, settings):
    listing = factories.piece(participant)
    root = tmp_path / "site"
    root.mkdir()

    builder.build(person=participant, root=root)

    page = (root / "work" / listing.project.public_id / "index.html").read_text()
    assert f'href="{settings.SITE_URL}{listing.get_absolute_url()}"' in page
    assert "<form" not in page
