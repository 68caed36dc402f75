from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CmsPagesConfig(AppConfig):
    name = "cms_pages"

    def ready(self) -> None:
        from wagtail.models import Page
        from wagtail.permissions import register_permission_policy

        from cms_pages import checks, following, keeping, policies, receivers, repairs  # noqa: F401  connects them
        from cms_pages.models import PortalDocument, PortalImage
        from cms_pages.permissions import OwnMediaPolicy, PortfolioPagePolicy
        from cms_pages.services import sites

        register_permission_policy(Page, PortfolioPagePolicy())
        for model in (PortalImage, PortalDocument):
            register_permission_policy(model, OwnMediaPolicy(model, owner_field_name="uploaded_by_user"))
        repairs.apply()
        # After all migrations: pages are made by Wagtail itself, with revisions and search entries.
        post_migrate.connect(sites.after_migrate, sender=self, dispatch_uid="cms_pages.prepare_site")
