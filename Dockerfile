# syntax=docker/dockerfile:1
# Stage 1 installs what is locked; stage 2 carries only that and the code, and runs as nobody in particular.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/production.txt /tmp/production.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/production.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production VAR_DIR=/var/lib/portal
# Backups: pg_dump of the server's version, and GnuPG for those who encrypt them.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-15 gnupg \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/portal --create-home portal
WORKDIR /srv/portal
COPY --from=build /opt/venv /opt/venv
COPY . .
# TinyMCE in Oscar's wheel is GPL and serves only its dashboard's text areas: it stays out of the image's static files.
RUN DJANGO_SETTINGS_MODULE=portal.settings.collect python manage.py collectstatic --noinput -i "oscar/js/tinymce*" \
    && find /opt/venv -path "*oscar/static/oscar/js/tinymce*" -delete
USER portal
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --retries=4 \
    CMD ["python", "scripts/probe.py", "http://127.0.0.1:8000/healthz"]
CMD ["scripts/serve.sh"]
