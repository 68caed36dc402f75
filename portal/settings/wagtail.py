"""Wagtail: its admin is our CMS; its doors and side channels are closed."""

import zoneinfo

from portal.settings.env import env

WAGTAIL_SITE_NAME = env.str("SITE_NAME", default="Kindling")
WAGTAILADMIN_BASE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "door_cms"  # refuses who is logged in already, instead of sending them in a circle
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
#: By place: what has no place (localtime, Factory) browsers do not know.
WAGTAIL_USER_TIME_ZONES = [each for each in sorted(zoneinfo.available_timezones()) if "/" in each or each == "UTC"]
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_AUTOSAVE_INTERVAL = 3000
WAGTAIL_ALLOW_UNICODE_SLUGS = True
WAGTAIL_I18N_ENABLED = True
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # what nobody has translated yet is nothing to publish
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms_pages.finish.publish"
WAGTAILADMIN_COMMENTS_ENABLED = False  # people are mentioned in comments by name; feedback has its own place

WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms_pages.rich_text.RichTextArea"}}
WAGTAILIMAGES_IMAGE_MODEL = "cms_pages.PortalImage"
WAGTAILIMAGES_RENDITION_STORAGE = "private"  # public pages get public copies of them (portal.core.copies)
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms_pages.image_forms.CleanImageForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_WEBP_QUALITY = 70
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILDOCS_DOCUMENT_MODEL = "cms_pages.PortalDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms_pages.document_forms.CleanDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}

WAGTAILEMBEDS_FINDERS = [{"class": "cms_pages.embed_finder"}]

WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

#: Whether a worker asks other sites if our links to them still lead somewhere. It needs a line to the outside.
CHECK_OUTSIDE_LINKS = env.bool("CHECK_OUTSIDE_LINKS", default=False)
