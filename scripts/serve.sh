#!/bin/sh
# Serves HTTP and websockets. Frames above 64 KiB are refused before they reach us.
set -eu
exec uvicorn portal.asgi:application --host 0.0.0.0 --port "${PORT:-8000}" --workers "${WEB_CONCURRENCY:-1}" \
  --proxy-headers --forwarded-allow-ips "${FORWARDED_ALLOW_IPS:-127.0.0.1}" \
  --ws-max-size 65536 --timeout-graceful-shutdown 10 --log-level warning
