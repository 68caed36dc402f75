#!/bin/sh
# The clock: gives unpaid reservations back, acts on what payment providers told us, releases earnings that have
# rested, publishes what is scheduled, erases accounts whose time to think it over has passed, forgets files that were
# never sent to their end. It sends what is due of the mails in the queue, and digests when their hour has come.
# Once a night it looks whether all money adds up, and four times a day whether all points do. Once a day it tells
# mentors what is due. Hourly it mends public copies after a crash, has links to other sites looked after where that is
# wanted, takes a backup when the last is a day old, forgets prospects who declined long ago and tables that nobody took in, tells mentors and participants who
# have fallen silent, and coordinators what runs low. It reminds of tasks, and ends those whose day is long over.
set -eu
minute=0
while :; do
  python manage.py release_reservations || echo "release_reservations failed" >&2
  python manage.py work_inbox || echo "work_inbox failed" >&2
  python manage.py check_books_nightly || echo "check_books_nightly failed" >&2
  python manage.py release_earnings || echo "release_earnings failed" >&2
  python manage.py publish_due || echo "publish_due failed" >&2
  python manage.py erase_closed_accounts || echo "erase_closed_accounts failed" >&2
  python manage.py forget_old_requests || echo "forget_old_requests failed" >&2
  python manage.py remind_due || echo "remind_due failed" >&2
  python manage.py send_mails || echo "send_mails failed" >&2
  python manage.py send_webhooks || echo "send_webhooks failed" >&2
  python manage.py forget_unfinished_uploads || echo "forget_unfinished_uploads failed" >&2
  if [ $((minute % 60)) -eq 0 ]; then
    python manage.py forget_old_prospects || echo "forget_old_prospects failed" >&2
    python manage.py forget_answers || echo "forget_answers failed" >&2
    python manage.py nudge_silent || echo "nudge_silent failed" >&2
    python manage.py tend_tasks || echo "tend_tasks failed" >&2
    python manage.py tell_low_stock || echo "tell_low_stock failed" >&2
    python manage.py tidy_media || echo "tidy_media failed" >&2
    python manage.py backup --if-due || echo "backup failed" >&2
    python manage.py look_over_links || echo "look_over_links failed" >&2
  fi
  if [ $((minute % 360)) -eq 5 ]; then
    python manage.py rebuild_points || echo "rebuild_points failed" >&2
  fi
  minute=$((minute + 1))
  touch "${VAR_DIR:-/tmp}/worker-alive"
  sleep 60 &
  wait $!
done
