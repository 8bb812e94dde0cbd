#!/bin/sh
# Passwords may hold any character: they come from files with nothing else in them, and no file is quoted.
set -eu
etc=$1
PATRONI_SUPERUSER_PASSWORD=$(cat "$etc/secrets/superuser")
PATRONI_REPLICATION_PASSWORD=$(cat "$etc/secrets/replication")
PATRONI_REWIND_PASSWORD=$(cat "$etc/secrets/rewind")
export PATRONI_SUPERUSER_USERNAME=postgres PATRONI_SUPERUSER_PASSWORD
export PATRONI_REPLICATION_USERNAME=replicator PATRONI_REPLICATION_PASSWORD
export PATRONI_REWIND_USERNAME=rewind PATRONI_REWIND_PASSWORD
exec patroni "$etc/patroni.yml"
