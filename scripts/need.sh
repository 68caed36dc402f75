#!/usr/bin/env bash
# Makes sure that a program of Debian's is there, and fails when it cannot be had: need.sh PROGRAM PACKAGE
set -euo pipefail
program=$1 package=$2
command -v "$program" > /dev/null && exit 0
echo "Installing $package …"
if [ "$(id -u)" -eq 0 ]; then as_root=""; else as_root="sudo"; fi
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "$package" > /dev/null
command -v "$program" > /dev/null || { echo "No $program" >&2; exit 1; }
