# shellcheck shell=bash
# What dev/restore_check does with a town hall and its copies.

TOWN=${DB}_restore
COPY=${DB}_restored
DAMAGED=${DB}_damaged
BACKUPS=$DEV/backups

use_deploy() {
    rm -rf "$BACKUPS"
    mkdir "$BACKUPS"
    export ODOO_DATA=$DATA ODOO=$DEV/restore-odoo
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$VENV_PYTHON" "$LAUNCHER" >"$DEV/restore-odoo"
    chmod +x "$DEV/restore-odoo"
}

restore() { "$ROOT/docs/deploy/restore" "$@"; }

forget_copies() {
    drop_database "$DAMAGED"
    drop_database "$COPY"
    drop_database "$TOWN"
    rm -rf "$BACKUPS" "$DEV/restore-odoo"
}

# Somebody writes all the while, in a table that the dump reads and that is counted.
back_up() {
    local writer
    (while echo "INSERT INTO bus_bus (channel, message) VALUES ('a', 'b')" | sql -d "$TOWN"; do sleep 0.3; done) &
    writer=$!
    "$ROOT/docs/deploy/backup" "$TOWN" "$BACKUPS" >"$BACKUPS/made"
    kill "$writer"
    [ -s "$(tail -n 1 "$BACKUPS/made")/database.dump" ]
}

# A restored copy stays for what follows; it is damaged in copies of its own.
restored() {
    drop_database "$COPY"
    restore "$@" "$BACKUP" "$COPY"
    echo "SELECT count(*) FROM ir_cron WHERE active AND id NOT IN (
        SELECT res_id FROM ir_model_data WHERE model = 'ir.cron' AND name = 'autovacuum_job')" |
        sql -d "$COPY" >"$BACKUPS/jobs"
    if [ "${1:-}" = --live ]; then
        [ "$(cat "$BACKUPS/jobs")" -gt 10 ]
    else
        [ "$(cat "$BACKUPS/jobs")" = 0 ]
    fi
}

# fails WORDS COMMAND…: it must, and say why.
fails() {
    local words=$1
    shift
    if "$@" >"$BACKUPS/said" 2>&1; then
        echo "It was not noticed:"
        cat "$BACKUPS/said"
        return 1
    fi
    cat "$BACKUPS/said"
    grep -q "$words" "$BACKUPS/said"
}

# changed_backup: a copy of the backup that may be damaged.
changed_backup() {
    drop_database "$DAMAGED"
    rm -rf "$BACKUPS/changed"
    cp -R "$BACKUP" "$BACKUPS/changed"
}

damaged_backup() {
    changed_backup
    printf x | dd of="$BACKUPS/changed/database.dump" bs=1 seek=5000 conv=notrunc status=none
    fails 'damaged; nothing was restored' restore "$BACKUPS/changed" "$DAMAGED"
    [ -z "$(sql -v name="$DAMAGED" <<<"SELECT 1 FROM pg_database WHERE datname = :'name'")" ]
}

backup_without_file() {
    changed_backup
    rm "$BACKUPS/changed/filestore/$(head -n 1 "$BACKUPS/changed/files")"
    fails 'damaged; nothing was restored' restore "$BACKUPS/changed" "$DAMAGED"
}

taken_name() {
    fails 'already; choose another name' restore "$BACKUP" "$COPY"
}

# looked_at: what restore runs last, on a copy that was damaged after it.
looked_at() {
    "$ODOO" shell -d "$DAMAGED" --no-http --log-level=critical \
        <"$ROOT/docs/deploy/check_restored.py" | tee "$BACKUPS/looked"
    grep -qx 'All is there.' "$BACKUPS/looked"
}

lost_reservation() {
    copy_database "$COPY" "$DAMAGED"
    sql -d "$DAMAGED" <<<"DELETE FROM municipal_reservation WHERE id = (
        SELECT id FROM municipal_reservation WHERE kind = 'booking' AND start > now() ORDER BY id LIMIT 1)"
    fails 'municipal.reservation.difference: 1 differences' looked_at
}

lost_file() {
    copy_database "$COPY" "$DAMAGED"
    rm "$ODOO_DATA/filestore/$DAMAGED/$(head -n 1 "$BACKUP/files")"
    fails '1 missing or damaged' looked_at
}

lost_rule() {
    copy_database "$COPY" "$DAMAGED"
    sql -d "$DAMAGED" <<<"ALTER TABLE municipal_reservation DROP CONSTRAINT $(rule_name)"
    fails 'MISSING' looked_at
}

rule_name() {
    sql -d "$DAMAGED" <<<"SELECT conname FROM pg_constraint
        WHERE contype = 'x' AND conrelid = 'municipal_reservation'::regclass"
}
