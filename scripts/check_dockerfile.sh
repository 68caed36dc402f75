#!/usr/bin/env bash
# Does what the Dockerfiles say without an engine: each RUN and COPY of their stages, in clean roots of Debian 12 that
# stand for the images they begin with (clean_root.sh). Then what they start must be there, for the user that they name.
# Needs root and some minutes; check_dockerfile.sh deploy/pool/Dockerfile does one of them.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d /var/tmp/check-dockerfile.XXXXXX)
end() {
  for root in "$place"/*/; do scripts/clean_root.sh --end "$root"; done
  rmdir "$place"
}
trap end EXIT

# Makes a root for each stage of a Dockerfile: one that begins with python:… has Python, as `python`, too.
stand_in() {
  grep '^FROM ' "$1" | nl | while read -r stage _from image _rest; do
    root="$place/$2-$stage"
    case $image in
      python:*)
        scripts/clean_root.sh "$root" python3 python3-venv ca-certificates
        ln -s python3 "$root/usr/bin/python"
        ;;
      *) scripts/clean_root.sh "$root" ;;
    esac
    printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d" # as in images: what is installed is not started
    chmod +x "$root/usr/sbin/policy-rc.d"
  done
}

[ $# -gt 0 ] || set -- Dockerfile deploy/pool/Dockerfile
number=0
for file in "$@"; do
  number=$((number + 1))
  stand_in "$file" "$number"
  python3 scripts/dockerfile_steps.py "$file" "$place/$number"-*/
done
