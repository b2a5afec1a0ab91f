#!/bin/sh
# A Postgres 17 with pgvector for the tests, in a Debian of its own: no daemon of the host is touched.
# Usage: .ci/postgres.sh start|stop|url|running    (as root, on Debian or Ubuntu; the first start takes about a minute)
set -eu

ROOT="${ADJUTANT_PG_ROOT:-/opt/adjutant-pg}"
PORT="${ADJUTANT_PG_PORT:-55417}"
BIN=/usr/lib/postgresql/17/bin
DATA=/var/lib/postgresql/ci

inside() { chroot --userspec=postgres:postgres "$ROOT" "$@"; }
running() { inside "$BIN/pg_ctl" -D "$DATA" status >/dev/null 2>&1; }

install_debian() {
  [ -x "$ROOT$BIN/initdb" ] && return
  command -v debootstrap >/dev/null || {
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends debootstrap
  }
  debootstrap --variant=minbase --include=postgresql-17,postgresql-17-pgvector trixie "$ROOT"
}

mount_once() {
  mountpoint -q "$ROOT/proc" || mount --bind /proc "$ROOT/proc"
  mkdir -p "$ROOT/dev/shm"
  mountpoint -q "$ROOT/dev/shm" || mount -t tmpfs tmpfs "$ROOT/dev/shm"
}

start() {
  install_debian
  mount_once
  [ -f "$ROOT$DATA/PG_VERSION" ] || inside "$BIN/initdb" -D "$DATA" -A trust -U postgres --locale=C.UTF-8 >/dev/null
  running || inside "$BIN/pg_ctl" -D "$DATA" -w -l "$DATA.log" \
    -o "-p $PORT -c listen_addresses=127.0.0.1 -c shared_buffers=512MB -c unix_socket_directories=/var/lib/postgresql" start >/dev/null
}

case "${1:-}" in
  start) start >&2 ;;
  stop) running && inside "$BIN/pg_ctl" -D "$DATA" -m fast stop >&2 || true ;;
  url) ;;
  running) running; exit ;;
  *) echo "Usage: $0 start|stop|url|running" >&2; exit 2 ;;
esac
[ "$1" = stop ] || echo "postgres://postgres@127.0.0.1:$PORT/postgres"
