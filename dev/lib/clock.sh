# shellcheck shell=bash
# Another clock: CLOCK='2027-03-28 01:30', the time in Brussels at which the command
# begins. Python and PostgreSQL live at that time from then on; browsers do not bear the
# library, and get their time from tests/clock_common.py, page by page.

CLOCK=${CLOCK:-}
# A run under another clock has a database server of its own, which lives at that time.
SERVER=postgres${CLOCK:+-clock}

check_clock() {
    [ -n "$CLOCK" ] || return 0
    CLOCK_STARTS=$(date -d "TZ=\"Europe/Brussels\" $CLOCK" +%s 2>/dev/null) ||
        die "CLOCK=$CLOCK is no time: write it like CLOCK='2027-03-28 01:30', in the time of Brussels."
}

# To be called when everything is fetched: servers of packages must see the real time.
# The library keeps an offset, not a time, so that all processes agree; durations
# (monotonic clocks) and the times of files stay real, or nothing could wait.
use_clock() {
    [ -n "$CLOCK" ] || return 0
    uses_own_server || die "CLOCK needs a database server that lives at that time too: leave out PGHOST and its like."
    make_venv clock-venv requirements-clock.txt "Installing another clock"
    local library
    library=$(compgen -G "$DEV/clock-venv/lib/python3*/site-packages/libfaketime/vendor/libfaketime/src/libfaketime.so.1") ||
        die "The package libfaketime brings no library for this machine."
    # Where the user of the database server can read it, too.
    install -D -m 644 "$library" "$FARAWAY-clock/libfaketime.so.1"
    export LD_PRELOAD=$FARAWAY-clock/libfaketime.so.1 NO_FAKE_STAT=1 FAKETIME_DONT_FAKE_MONOTONIC=1
    export FAKETIME=$((CLOCK_STARTS - $(date +%s)))
    [ "$FAKETIME" -lt 0 ] || FAKETIME=+$FAKETIME
    leave_browsers_alone
    (($(date +%s) - CLOCK_STARTS < 60)) || die "The library libfaketime does not work on this machine."
    say "The clock says $(TZ=Europe/Brussels date '+%A %d %B %Y, %H:%M') in Brussels."
}

# A program of the name that Odoo's tests look for first. It lifts the limit of memory,
# see clock_browsers.py.
leave_browsers_alone() {
    local name browser=
    for name in google-chrome chromium chromium-browser google-chrome-stable; do
        browser=$(command -v "$name") && break
    done
    [ -n "$browser" ] || return 0
    mkdir -p "$DEV/clock-bin"
    printf '#!/bin/sh\nulimit -S -v unlimited\nexec env -u LD_PRELOAD -u FAKETIME "%s" "$@"\n' "$browser" >"$DEV/clock-bin/google-chrome"
    chmod +x "$DEV/clock-bin/google-chrome"
    PATH=$DEV/clock-bin:$PATH
}
