#!/bin/sh
# A backup into the repository of this host, if its PostgreSQL is the primary: backup.sh CONFIG STANZA SOCKET PORT full|incr|stanza
set -eu
config=$1 stanza=$2 socket=$3 port=$4 what=$5
standby=$(psql -XAtq -h "$socket" -p "$port" -U postgres -d postgres -c 'SELECT pg_is_in_recovery()')
[ "$standby" = f ] || { echo 'not the primary: nothing to do here'; exit 0; }
backrest() { pgbackrest --config="$config" --stanza="$stanza" "$@"; }
# A host that becomes the primary finds its own repository empty. Making it again changes nothing. While there is none,
# archiving tries every moment and holds the lock.
tries=20
until backrest stanza-create; do
  tries=$((tries - 1))
  [ $tries -gt 0 ] || exit 1
  sleep 1
done
case $what in
  stanza) backrest check ;;
  full | incr) backrest --type="$what" backup ;;
  *) echo "unknown: $what" >&2; exit 2 ;;
esac
