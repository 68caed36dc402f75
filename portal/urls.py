"""Every address of the site; each app brings its own list."""

from django.apps import apps
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static as static_url
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal import crawlers, health
from portal.core import language
from portal.core.redirects import DoorView
from portal.media import media
from portal.metrics import metrics
from portal.styleguide import style_guide


class FaviconView(RedirectView):
    """Browsers ask here when a page, such as a download, names no icon."""

    def get_redirect_url(self, *args: object, **kwargs: object) -> str:
        return static_url("img/favicon.ico")


class LoginDoorView(DoorView):
    """Leads a visitor to the one log-in; who is logged in already and was sent here lacks the right to go on."""

    pattern_name = "account_login"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated:
            raise PermissionDenied
        return super().get(request, *args, **kwargs)


_to_login = LoginDoorView.as_view()

handler400 = "portal.core.refusals.bad_request"
handler500 = "portal.core.outages.server_error"
handler429 = "portal.core.limits.too_many"  # asked by allauth

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-<slug:section>.xml", crawlers.sitemap_section, name="sitemap_section"),
    path("favicon.ico", FaviconView.as_view(), name="favicon"),
    # One log-in door: the others lead to it.
    path("cms/login/", _to_login, name="door_cms"),
    path("cms/password_reset/", RedirectView.as_view(pattern_name="account_reset_password")),
    path("django-admin/login/", _to_login),
    path("shop/dashboard/login/", _to_login),
    path("cms/", include(wagtailadmin_urls)),
    path("django-admin/", admin.site.urls),
    path("account/", include("allauth.urls")),
    path("my/webhooks/", include("portal.hooks.own_urls")),
    path("my/", include("portal.accounts.urls")),
    path("find/", include("portal.find.urls")),
    path("chapter/", include("portal.chapter.urls")),
    path("api/v1/", include("cms_pages.api.urls")),
    path("api/", include("portal.api.urls")),
    path("", include("mentorship.urls")),
    path("", include("leaderboard.urls")),
    path("", include("messaging.urls")),
    path("", include("cms_pages.urls")),
    path("", include("shop.urls")),
    path("shop/", include(apps.get_app_config("oscar").urls[0])),
    path("media/<path:path>", media, name="media"),
    *([path("style-guide/", style_guide, name="style_guide")] if settings.DEVELOPMENT else []),
    path("language/<slug:code>/", language.choose, name="language"),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]
