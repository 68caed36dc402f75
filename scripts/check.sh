#!/usr/bin/env bash
# Everything that can be said about the code without running the suite. Each line names what failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
failed=()
step() {
  local name=$1
  shift
  printf '%-12s' "$name"
  if output=$("$@" 2>&1); then echo ok; else echo FAILED; echo "$output"; failed+=("$name"); fi
}
production() {
  env DJANGO_SETTINGS_MODULE=portal.settings.production SITE_URL=https://portal.example.org \
    SECRET_KEY="$(head -c 48 /dev/urandom | base64)" ALLOWED_HOSTS=portal.example.org PAYMENT_PROVIDERS= \
    DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL= EMAIL_URL=smtp://127.0.0.1:25 \
    .venv/bin/python manage.py check --deploy --fail-level WARNING
}
words() { scripts/need.sh xgettext gettext && .venv/bin/python scripts/words.py --check; }

step lint .venv/bin/ruff check .
step format .venv/bin/ruff format --check .
step types .venv/bin/mypy
step layers .venv/bin/lint-imports --no-cache
step templates bash -c 'git ls-files "templates/*.html" | xargs .venv/bin/djade --check --target-version 5.2'
step migrations .venv/bin/python manage.py makemigrations --check --dry-run
step upgrades .venv/bin/python manage.py lint_migrations
step system .venv/bin/python -W error::DeprecationWarning manage.py check --fail-level WARNING
step production production
step words words
step shell bash -n scripts/*.sh .ci/run
if [ ${#failed[@]} -gt 0 ]; then
  echo "Failed: ${failed[*]}"
  exit 1
fi
