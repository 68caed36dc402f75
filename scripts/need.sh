#!/usr/bin/env bash
# Makes sure that Debian's Chromium is there for the browser tests; fails when it cannot be had.
set -euo pipefail
chromium="${CHROMIUM:-/usr/bin/chromium}"
[ -x "$chromium" ] && exit 0
echo "Installing Chromium …"
if [ "$(id -u)" -eq 0 ]; then as_root=""; else as_root="sudo"; fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium > /dev/null
[ -x "$chromium" ] || { echo "No Chromium at $chromium" >&2; exit 1; }
