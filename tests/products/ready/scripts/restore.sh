#!/bin/sh
# Restores a backup into an empty database: scripts/restore.sh handbook-2026-01-10.sql.gz
set -e
gunzip -c "$1" | psql "$DATABASE_URL"
