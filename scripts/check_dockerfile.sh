#!/usr/bin/env bash
# Does what the Dockerfile says without an engine: each RUN and COPY of its stages, in clean roots of Debian 12 that
# stand for python:3.11-slim-bookworm (clean_root.sh). Then what it starts must be there, for the user that it names.
# Needs root and some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d /var/tmp/check-dockerfile.XXXXXX)
end() {
  for root in "$place"/*/; do scripts/clean_root.sh --end "$root"; done
  rmdir "$place"
}
trap end EXIT
for stage in $(seq "$(grep -c '^FROM ' Dockerfile)"); do
  scripts/clean_root.sh "$place/$stage" python3 python3-venv ca-certificates
  ln -s python3 "$place/$stage/usr/bin/python" # as in the image
done
python3 scripts/dockerfile_steps.py "$place"/*/
