# shellcheck shell=bash
# What every command shares: where things lie, how it speaks, waits and ends.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
DEV=$ROOT/.dev
LIB=$ROOT/dev/lib
LAUNCHER=$LIB/launch/odoo_server.py    # not `python -m odoo`: with workers it starts itself again, by its path
DB=${DB:-municipal}
PORT=${PORT:-8069}
MODULE=municipal_appointment

CHILD=        # the process that a signal is passed on to
LOADING=      # a file that is there as long as that process cannot end well
SIGNALLED=    # set once a signal came
CLEANUPS=()   # commands to call at the end, last one first

say() { printf '%s\n' "$*" >&2; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# --- ending ------------------------------------------------------------------

on_signal() {
    local signal=INT
    SIGNALLED=yes
    [ ! -e "$LOADING" ] || signal=KILL
    [ -z "$CHILD" ] || kill -"$signal" -- "$CHILD" 2>/dev/null || true
}

on_exit() {
    local status=$? i
    trap '' INT TERM HUP
    set +e
    [ -z "$CHILD" ] || end_child "$CHILD"
    for ((i = ${#CLEANUPS[@]} - 1; i >= 0; i--)); do
        eval "${CLEANUPS[i]}"
    done
    exit "$status"
}

at_exit() { CLEANUPS+=("$1"); }

trap on_signal INT TERM HUP
trap on_exit EXIT

# It may need a moment to end, and may use the database server until then.
GRACE=5
end_child() {
    local i
    kill -INT -- "$1" 2>/dev/null
    for ((i = 0; i < GRACE * 10; i++)); do
        kill -0 -- "$1" 2>/dev/null || return
        sleep 0.1
    done
    kill -KILL -- "$1" 2>/dev/null
}

# A signal interrupts `wait`, the child may still be at work: wait until it is gone.
wait_for() {
    local status=0
    wait "$1" 2>/dev/null || status=$?
    while kill -0 "$1" 2>/dev/null; do
        status=0
        wait "$1" 2>/dev/null || status=$?
    done
    return "$status"
}

# Run a command that lives in the foreground. It gets a session of its own, so that
# Ctrl-C reaches it exactly once: through us.
run_child() {
    local status=0
    [ -z "$SIGNALLED" ] || exit 130
    setsid setpriv --pdeathsig TERM env --default-signal=INT,QUIT -- "$@" <&0 &
    CHILD=$!
    [ -z "$SIGNALLED" ] || on_signal
    wait_for "$CHILD" || status=$?
    CHILD=
    return "$status"
}

# --- long steps --------------------------------------------------------------

# step SENTENCE COMMAND…: run it with its output in a log file, show that it moves,
# and stop everything with the reason when it fails.
step() {
    local title=$1 log status=0 started=$SECONDS
    shift
    log=$DEV/log/$(tr -cs 'A-Za-z0-9' '-' <<<"$title" | sed 's/-$//').log
    set -m
    (
        set +m
        "$@"
    ) >"$log" 2>&1 </dev/null &
    CHILD=-$!
    set +m
    show_progress "${CHILD#-}" "$title" "$log"
    [ -z "$SIGNALLED" ] || exit 130
    wait_for "${CHILD#-}" || status=$?
    CHILD=
    if [ "$status" != 0 ]; then
        say "$title: failed. From $log:"
        show_failure "$log" >&2
        exit 1
    fi
    say "$title: done in $((SECONDS - started)) s."
}

show_progress() {
    local pid=$1 title=$2 log=$3 started=$SECONDS next=20 line width
    [ -t 2 ] || say "$title …"
    while [ -z "$SIGNALLED" ] && kill -0 "$pid" 2>/dev/null; do
        if [ -t 2 ]; then
            width=$(tput cols 2>/dev/null || echo 80)
            line="$title … $((SECONDS - started)) s  $(last_line "$log")"
            printf '\r\033[K%s' "${line:0:width-1}" >&2
        elif ((SECONDS - started >= next)); then
            say "  $((SECONDS - started)) s: $(last_line "$log")"
            next=$((next + 20))
        fi
        sleep 0.3 || true
    done
    [ ! -t 2 ] || printf '\r\033[K' >&2
}

# Without control characters, and without the start of Odoo's log lines.
last_line() {
    tail -n 5 "$1" 2>/dev/null | tr '\r' '\n' | tr -cd '[:print:]\n' | grep -vE '^ *$|WARNING' |
        tail -n 1 | sed -E 's/^[0-9-]+ [0-9:,]+ [0-9]+ [A-Z]+ [^ ]+ //' | cut -c 1-100 || true
}

show_failure() {
    if grep -qE ' (ERROR|CRITICAL) ' "$1"; then
        grep -nE -A 60 ' (ERROR|CRITICAL) ' "$1" | head -n 80 | sed -E 's/^[0-9]+[:-]//'
    else
        tail -n 30 "$1"
    fi
}

# --- locks -------------------------------------------------------------------
# Descriptor 8: only one command at a time sets up this clone.
# Descriptor 9: held, shared, by every command that uses the database server.

begin_setup() {
    exec 8>"$DEV/locks/setup"
    if ! flock -n 8; then
        say "Another command is setting up this clone; waiting for it."
        flock 8 || exit 130
    fi
}

end_setup() { exec 8>&-; }

# Descriptor 7: two runs must not share one database.
one_run_at_a_time() {
    exec 7>"$DEV/locks/$1-$DB"
    flock -n 7 || die "Another dev/$1 uses the database ${DB}_$1; wait for it, or take another one: DB=other dev/$1"
}

make_dev_folder() {
    case $ROOT in
    *[,\"]*) die "The path $ROOT has a comma or a quote in it, which Odoo cannot take; move the clone." ;;
    esac
    mkdir -p "$DEV/locks" "$DEV/log" 2>/dev/null || die "The folder $DEV cannot be written by $(id -un)."
    [ -O "$DEV" ] || die "The folder $DEV belongs to $(stat -c %U "$DEV"): work as that user, or delete the folder."
    [ -s "$DEV/token" ] || {
        head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$DEV/token.new"
        mv "$DEV/token.new" "$DEV/token"
    }
    TOKEN=$(cat "$DEV/token")
}

check_environment() {
    [[ $DB =~ ^[a-z][a-z0-9_]{0,39}$ ]] ||
        die "DB=$DB is no fit database name: use up to 40 small letters, digits and underscores."
    if [[ ! $PORT =~ ^[1-9][0-9]{0,4}$ ]] || ((PORT > 65535)); then
        die "PORT=$PORT is no port number."
    fi
    check_clock
}
