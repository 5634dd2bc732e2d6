# shellcheck shell=bash
# The PostgreSQL server: the one named by PGHOST and its like, or a private one.

SERVER_HOME=$DEV/$SERVER      # the private server's folder, or a link to it
SERVER_USER=postgres          # who runs it when we are root, which PostgreSQL refuses
FARAWAY=/var/tmp/municipal-appointment

# Whether it is our own is settled before the variables are set for Odoo.
OWN_SERVER=yes
[ -z "${PGHOST:-}${PGPORT:-}${PGUSER:-}${PGPASSWORD:-}" ] || OWN_SERVER=

uses_own_server() { [ -n "$OWN_SERVER" ]; }

# Puts the newest PostgreSQL's programs on the path.
find_postgres_binaries() {
    local needed=initdb folder
    [ "${1:-}" != client ] || needed=psql
    folder=$(compgen -G "/usr/lib/postgresql/*/bin/$needed" | sort -V | tail -n 1) || true
    [ -z "$folder" ] || PATH=$(dirname "$folder"):$PATH
    any_command "$needed"
}

use_postgres() {
    exec 9>"$DEV/locks/$SERVER"
    lock_server
    if uses_own_server; then
        at_exit stop_server_if_last
        remove_orphans
        server_is_made || make_server
        server_runs || start_server
        export PGHOST=127.0.0.1 PGUSER=odoo PGPORT PGPASSWORD
        PGPORT=$(cat "$DEV/$SERVER.port")
        PGPASSWORD=$(cat "$DEV/$SERVER.password")
        make_role
    fi
    check_server
}

# A server has one clock: no two commands under different ones share it.
lock_server() {
    if [ -z "$CLOCK" ]; then
        flock -s 9
    else
        flock -n 9 || die "Another command of this clone runs under another clock; wait for it."
    fi
}

check_server() {
    local facts version may_create
    [ "${PGUSER:-}" != postgres ] || die "Odoo refuses to work as the PostgreSQL user postgres: set PGUSER to another one."
    facts=$(echo "SELECT current_setting('server_version_num'), rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user" |
        PGCONNECT_TIMEOUT=10 sql 2>"$DEV/log/server-check.log") ||
        die "The PostgreSQL server does not answer: $(head -n 1 "$DEV/log/server-check.log")"
    version=${facts%|*} may_create=${facts#*|}
    ((version >= 130000)) || die "The PostgreSQL server has version $((version / 10000)); Odoo 19 needs 13 or newer."
    [ "$may_create" = t ] || die "The PostgreSQL user ${PGUSER:-$(id -un)} may not create databases."
}

# SQL from standard input.
sql() { PGOPTIONS="-c client_min_messages=warning" psql -X -q -A -t -v ON_ERROR_STOP=1 -d postgres "$@"; }

# --- the private server ------------------------------------------------------

as_server() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && runuser -u "$SERVER_USER" -- env PATH="$PATH" "$@")
    else
        (cd / && "$@")
    fi
}

# A copied clone brings along a link to the server of the clone it was copied from.
server_is_made() {
    local owner
    [ -d "$SERVER_HOME/data" ] || return 1
    [ -L "$SERVER_HOME" ] || return 0
    owner=$(cat "$SERVER_HOME/owner" 2>/dev/null) || return 1
    [ "$owner" != "$DEV" ] || return 0
    [ "$(readlink "$owner/$SERVER" 2>/dev/null)" != "$(readlink "$SERVER_HOME")" ] || return 1
    echo "$DEV" >"$SERVER_HOME/owner"
}

make_server() {
    local home
    rm -rf "$SERVER_HOME" "$SERVER_HOME".new
    if [ "$(id -u)" != 0 ]; then
        home=$SERVER_HOME.new
        mkdir "$home"
    elif as_server test -x "$DEV"; then
        home=$SERVER_HOME.new
        install -d -o "$SERVER_USER" "$home"
    else
        home=$(mktemp -d "$FARAWAY-XXXXXXXXXX")
        chown "$SERVER_USER:" "$home"
    fi
    echo "$DEV" >"$home/owner"
    step "Making a private PostgreSQL server" fill_server "$home"
    if [ "$home" = "$SERVER_HOME.new" ]; then
        mv "$home" "$SERVER_HOME"
    else
        ln -s "$home" "$SERVER_HOME"
    fi
}

fill_server() {
    (
        umask 077
        head -c 18 /dev/urandom | base64 | tr '+/' '-_' >"$DEV/$SERVER.password"
        cp "$DEV/$SERVER.password" "$1/password"
    )
    [ "$(id -u)" != 0 ] || chown "$SERVER_USER:" "$1/password"
    as_server initdb -D "$1/data" -U postgres -E UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --pwfile="$1/password"
}

server_data() { (cd "$SERVER_HOME/data" && pwd -P); }

# The pid in a left-over file may meanwhile be another program's.
server_runs() { folder_is_served "$(server_data)"; }

folder_is_served() {
    local pid
    pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) && [ "$(readlink "/proc/$pid/cwd")" = "$1" ]
}

start_server() {
    local data port attempt
    data=$(server_data)
    for attempt in 1 2 3 4 5; do
        rm -f "$data/postmaster.pid"
        port=$(cat "$DEV/$SERVER.port" 2>/dev/null) && [ "$attempt" = 1 ] || port=$(free_port)
        if launch_server "$data" "$port"; then
            echo "$port" >"$DEV/$SERVER.port"
            return
        fi
    done
    die "The private PostgreSQL server does not start; see $SERVER_HOME/log."
}

# Data that can be made again may be lost in a power cut: no fsync. The server must
# not keep our locks open.
launch_server() {
    as_server pg_ctl start -D "$1" -l "$(dirname "$1")/log" -w -t 120 -s -o "-p $2 \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
        -c shared_buffers=256MB -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
        -c lc_messages=C -c logging_collector=off" \
        </dev/null >"$DEV/log/postgres-start.log" 2>&1 7>&- 8>&- 9>&-
}

free_port() {
    "$VENV_PYTHON" -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

make_role() {
    PGUSER=postgres sql <<END
SELECT format('CREATE ROLE odoo LOGIN CREATEDB PASSWORD %L', '$PGPASSWORD')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'odoo') \\gexec
END
}

# Other commands of this clone may still use it: they hold the lock, shared.
stop_server_if_last() {
    if flock -n -x 9 && server_runs; then
        as_server pg_ctl stop -D "$(server_data)" -m fast -s >/dev/null 2>&1
    fi
    exec 9>&-
}

# Servers outside their clone whose clone is gone.
remove_orphans() {
    local home owner
    [ "$(id -u)" = 0 ] || return 0
    for home in "$FARAWAY"-*; do
        [ -f "$home/owner" ] && [ "$(stat -c %U "$home")" = "$SERVER_USER" ] || continue
        owner=$(cat "$home/owner")
        ! readlink "$owner"/postgres* 2>/dev/null | grep -qxF "$home" || continue
        # Its clone may be making it just now.
        [ ! -e "$owner/locks/setup" ] || [ "$owner" = "$DEV" ] || flock -n "$owner/locks/setup" true || continue
        ! folder_is_served "$home/data" || as_server pg_ctl stop -D "$home/data" -m immediate -s || continue
        rm -rf "$home"
    done
}
