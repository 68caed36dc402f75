#!/usr/bin/env bash
# Makes a clean Debian 12 in a folder, by debootstrap: clean_root.sh FOLDER PACKAGE...; clean_root.sh --end FOLDER takes it away.
# Needs root. Where packages come from and what is trusted is taken from this machine when it runs: the mirror that
# apt uses, certificates, names, and pip's settings with the folders that they name (mounted, read only).
set -euo pipefail

mounted() { awk -v root="$1/" 'index($2, root) == 1 { print $2 }' /proc/mounts | sort -r; }

if [ "${1:-}" = --end ]; then
  root=$(realpath -e "$2")
  [ -e "$root/etc/clean-root" ] || { echo "$root was not made by this script" >&2; exit 1; }
  mounted "$root" | while read -r place; do umount "$place"; done
  [ -z "$(mounted "$root")" ] && rm -rf --one-file-system "$root"
  exit
fi

root=$(realpath -m "$1")
shift
[ "$(id -u)" -eq 0 ] || { echo "This needs root: debootstrap makes a system, mount gives it /proc." >&2; exit 1; }
[ ! -e "$root" ] || [ -z "$(ls -A "$root")" ] || { echo "$root is not empty" >&2; exit 1; }
"$(dirname "$0")/need.sh" debootstrap debootstrap

# shellcheck disable=SC2016  # apt fills these in
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' \
  | awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
[ -n "$mirror" ] || { echo "This machine's apt knows no mirror of Debian 12 (bookworm)." >&2; exit 1; }
mkdir -p "$root"
packages=$(IFS=,; echo "$*")
debootstrap --variant=minbase ${packages:+--include="$packages"} bookworm "$root" "$mirror" > "$root.log" 2>&1 \
  || { tail -20 "$root.log" >&2; exit 1; }
rm -f "$root.log"
touch "$root/etc/clean-root"

copy() { [ ! -e "$1" ] || { mkdir -p "$root$(dirname "$1")" && cp -rL "$1" "$root$(dirname "$1")/"; }; }
for each in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt /usr/local/share/ca-certificates /etc/pip.conf /etc/xdg/pip "$HOME/.config/pip" \
  /etc/uv "$HOME/.config/uv" /etc/apt/apt.conf /etc/apt/apt.conf.d; do
  copy "$each"
done
mount -t proc proc "$root/proc"
mkdir -p "$root/dev/shm" && chmod 1777 "$root/dev/shm"

# Folders of this machine that pip or uv take packages from.
{ python3 -m pip config list 2> /dev/null || true; env | grep -E '^(PIP|UV)_' || true; } \
  | grep -oE '/[[:alnum:]_.-]+/[[:alnum:]_./-]+' | sort -u | while read -r place; do
  [ -d "$place" ] || continue
  top=$(cut -d/ -f1-3 <<< "$place")
  case $top in /etc/* | /proc/* | /usr/*) continue ;; esac
  mountpoint -q "$root$top" && continue
  mkdir -p "$root$top"
  mount --bind "$top" "$root$top"
  mount -o remount,bind,ro "$root$top"
done
