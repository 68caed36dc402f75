#!/usr/bin/env bash
# Shows that README's two commands pass on a bare Debian 12 with python3, make and git:
#
#   scripts/clean_machine.sh [run|test|both]
#
# The last commit is cloned into a new root (clean_root.sh); `make run` goes on until the site answers, `make test` to its
# end. PYTEST_ADDOPTS shortens the second: PYTEST_ADDOPTS="portal/core/tests/test_events.py". Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-both}
case $what in run | test | both) ;; *) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2 ;; esac
root=$(mktemp -d /var/tmp/clean-machine.XXXXXX)
site=""
end() {
  [ -z "$site" ] || kill -- "-$site" 2> /dev/null || true
  [ -z "$site" ] || wait "$site" 2> /dev/null || true
  scripts/clean_root.sh --end "$root"
}
trap end EXIT
minutes() { awk -v seconds="$1" 'BEGIN { printf "%.1f minutes", seconds / 60 }'; }

begun=$SECONDS
scripts/clean_root.sh "$root" python3 make git
echo "a clean Debian $(cat "$root/etc/debian_version"): $(minutes $((SECONDS - begun)))"
git clone --quiet --no-hardlinks . "$root/srv/portal"

# What this machine says about packages goes along, and nothing else of its environment.
mapfile -t given < <(env | grep -E '^((PIP|UV|SSL|REQUESTS|CURL|GIT_SSL)_|[A-Za-z]+_(proxy|PROXY)=|PYTEST_ADDOPTS=)' || true)
inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb "${given[@]}" \
    bash -c "cd /srv/portal && $1"
}

if [ "$what" != test ]; then
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  begun=$SECONDS
  set -m # a process group of its own, which ends as one
  inside "make run PORT=$port" > "$root/run.log" 2>&1 &
  site=$!
  set +m
  until python3 scripts/probe.py "http://127.0.0.1:$port/" 2> /dev/null; do
    kill -0 "$site" 2> /dev/null || { tail -30 "$root/run.log"; echo "make run ended" >&2; exit 1; }
    [ $((SECONDS - begun)) -lt 1800 ] || { tail -30 "$root/run.log"; echo "make run: no answer in half an hour" >&2; exit 1; }
    sleep 1
  done
  echo "make run answers: $(minutes $((SECONDS - begun)))"
  kill -- "-$site"
  wait "$site" || true
  site=""
fi
if [ "$what" != run ]; then
  begun=$SECONDS
  inside "make test"
  echo "make test passes: $(minutes $((SECONDS - begun)))"
fi
