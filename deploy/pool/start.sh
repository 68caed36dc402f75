#!/bin/sh
# Writes down whom PgBouncer lets in, and becomes it.
set -eu
umask 077
printf '"portal" "%s"\n' "$(printf %s "$POSTGRES_PASSWORD" | sed 's/"/""/g')" > /tmp/users.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
