"""System checks: our permission policies are in force."""

from typing import Any

from django.core.checks import Error, Tags, register


@register(Tags.security)
def our_policies_are_in_force(**_: Any) -> list[Error]:
    """Wagtail registers its own policies too; the later app wins, and nothing but this would notice."""
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model
    from wagtail.models import Page
    from wagtail.permissions import policy_registry

    from cms_pages.models import PortfolioPage
    from cms_pages.permissions import OwnMediaPolicy, PortfolioPagePolicy

    wanted = {
        Page: PortfolioPagePolicy,
        PortfolioPage: PortfolioPagePolicy,
        get_image_model(): OwnMediaPolicy,
        get_document_model(): OwnMediaPolicy,
    }
    return [
        Error(
            f"{model.__name__} is guarded by {type(policy_registry.get_by_type(model)).__name__}, "
            f"not by {policy.__name__}.",
            hint="List cms_pages after wagtail.images and wagtail.documents in INSTALLED_APPS.",
            id="cms_pages.E001",
        )
        for model, policy in wanted.items()
        if type(policy_registry.get_by_type(model)) is not policy
    ]
