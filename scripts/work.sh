#!/bin/sh
# The clock: gives unpaid reservations back, releases earnings that have rested, publishes what is scheduled,
# erases accounts whose time to think it over has passed, forgets files that were never sent to their end.
set -eu
while :; do
  python manage.py release_reservations || echo "release_reservations failed" >&2
  python manage.py release_earnings || echo "release_earnings failed" >&2
  python manage.py publish_due || echo "publish_due failed" >&2
  python manage.py erase_closed_accounts || echo "erase_closed_accounts failed" >&2
  python manage.py forget_old_requests || echo "forget_old_requests failed" >&2
  python manage.py forget_unfinished_uploads || echo "forget_unfinished_uploads failed" >&2
  touch "${VAR_DIR:-/tmp}/worker-alive"
  sleep 60 &
  wait $!
done
