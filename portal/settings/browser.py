"""What browsers are told to do and not to do with our pages; one dictionary for each policy."""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

from cms_pages.embeds import FRAME_SOURCES
from portal.settings.env import env
from portal.settings.payments import PAYMENT_PAGES
from portal.settings.storage import PRIVATE_FILES, S3_PUBLIC_URL

# Where public files have a host of their own, pages may show what lies there.
_elsewhere = urlsplit(S3_PUBLIC_URL)
_media_hosts = [f"{_elsewhere.scheme}://{_elsewhere.netloc}"] if _elsewhere.netloc else []
_bucket = env.str("S3_BUCKET", default="")
# At the store itself they look for public files, unless those have an address of their own, and for signed ones.
if _bucket and (not S3_PUBLIC_URL or PRIVATE_FILES == "signed"):
    _endpoint = env.str("S3_ENDPOINT", default="") or "https://s3.amazonaws.com"
    _scheme, _, _host = _endpoint.rstrip("/").partition("://")
    _region = env.str("S3_REGION", default="")
    _media_hosts += [f"{_scheme}://{_host}", f"{_scheme}://{_bucket}.{_host}"]
    if _region and not env.str("S3_ENDPOINT", default=""):
        _media_hosts.append(f"https://{_bucket}.s3.{_region}.amazonaws.com")

# Older Safari takes 'self' for http only: the sockets are named.
_sockets = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/").replace("http", "ws", 1)

#: Browsers follow a form's redirect only to these: a log-in or a payment page elsewhere must be named here.
_LOGIN_PAGES = {"GOOGLE": "https://accounts.google.com", "GITHUB": "https://github.com"}
_form_hosts = [page for name, page in _LOGIN_PAGES.items() if env.str(f"OAUTH_{name}_CLIENT_ID", default="")]
_form_hosts += PAYMENT_PAGES

#: The site: our own files and nothing else; an inline script or style only with this answer's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "blob:", *_media_hosts],  # blob: the picture that somebody is about to upload
        "media-src": [SELF, *_media_hosts],
        "font-src": [SELF],
        "connect-src": [SELF, _sockets],
        "frame-src": [*FRAME_SOURCES],  # players of other sites, which load when somebody asks for them
        "manifest-src": [SELF],
        "form-action": [SELF, *_form_hosts],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

#: Wagtail's, Oscar's and Django's own tools have inline scripts and styles, and frames for previews.
CONTENT_SECURITY_POLICY_OF_TOOLS = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "blob:", "data:", *_media_hosts],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
}
TOOL_PATHS = ("/cms/", "/shop/dashboard/", "/django-admin/")

#: Features of a device that no page of ours uses, and the few that some do.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{
        feature: []
        for feature in (
            *("accelerometer", "browsing-topics", "camera", "clipboard-read", "display-capture"),
            *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts"),
            *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "storage-access"),
            *("sync-xhr", "usb", "window-management", "xr-spatial-tracking"),
        )
    },
    **{
        feature: ["self"]
        for feature in (
            *("autoplay", "clipboard-write", "fullscreen", "picture-in-picture"),
            *("publickey-credentials-create", "publickey-credentials-get"),  # passkeys
        )
    },
}

#: Not `no-referrer`: Chromium then posts our own forms with `Origin: null`, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own previews by itself

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # our pages carry the token in their forms
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
