"""The measure of pages: a Django project as it is started, with one view that asks one question."""

import os

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

if not settings.configured:
    import environ

    settings.configure(
        SECRET_KEY="of-benches-only",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        DATABASES={
            "default": {
                **environ.Env.db_url_config(os.environ["DATABASE_URL"]),
                "OPTIONS": {"pool": {"min_size": 1, "max_size": 10, "timeout": 10}},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {
                                "bare.html": "<!doctype html><title>Bare</title><ul>{% for each in rows %}"
                                "<li>{{ each.pk }} {{ each }}</li>{% endfor %}</ul>"
                            },
                        )
                    ]
                },
            }
        ],
    )
    django.setup()


def bare(request):  # type: ignore[no-untyped-def]
    from django.contrib.contenttypes.models import ContentType
    from django.shortcuts import render

    return render(request, "bare.html", {"rows": ContentType.objects.order_by("pk")[:10]})


urlpatterns = [path("", bare)]
application = get_asgi_application()
