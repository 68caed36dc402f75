#!/bin/sh
# Serves HTTP and websockets. `kill -HUP` replaces the workers one after the other (docs/upgrade.md).
set -eu
exec python -m portal.serving
