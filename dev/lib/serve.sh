# shellcheck shell=bash
# What runs beside Odoo while a person looks at it.

MAILS=$DEV/mail/$DB

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# Keeps every mail that Odoo sends as a file. Sets SERVE to Odoo's arguments for it.
start_mail_catcher() {
    local port_file=$DEV/mail/$DB.port.$$ i
    mkdir -p "$MAILS"
    setsid setpriv --pdeathsig TERM "$VENV_PYTHON" "$LIB/catch_mail.py" "$MAILS" "$port_file" </dev/null >&2 9>&- &
    at_exit "stop_quietly $!"
    for ((i = 0; i < 100; i++)); do
        [ ! -s "$port_file" ] || break
        sleep 0.1
    done
    [ -s "$port_file" ] || die "The mail catcher does not start."
    SERVE=(--http-port="$PORT" --smtp=localhost --smtp-port="$(cat "$port_file")")
    rm -f "$port_file"
}

stop_quietly() {
    local i
    for ((i = 0; i < 50; i++)); do
        kill "$1" 2>/dev/null || return 0
        sleep 0.1
    done
}

# Lets links in mails lead to this server, on whatever port it is.
tell_address() {
    sql -d "$1" -v address="http://localhost:$PORT" \
        <<<"UPDATE ir_config_parameter SET value = :'address' WHERE key = 'web.base.url'"
}

odoo_answers() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$PORT"
        printf 'GET /web/health HTTP/1.0\r\nHost: localhost:%s\r\n\r\n' "$PORT" >&3
        head -n 1 <&3 | grep -q ' 200 '
    ) 2>/dev/null
}

# Odoo answers a signal with stack traces as long as it is loading.
announce_when_ready() {
    LOADING=$DEV/locks/loading-$DB-$$
    touch "$LOADING"
    at_exit finish_loading
    announce &
    at_exit "stop_quietly $!"
}

finish_loading() { rm -f "$LOADING"; }

announce() {
    until odoo_answers; do
        sleep 0.5
    done
    finish_loading
    cat <<END

  Municipal Appointments is ready.

    Citizens     http://localhost:$PORT/afspraak
    Town hall    http://localhost:$PORT/odoo

    Logins       admin / admin        administrator
                 manager / manager    manager
                 clerk / clerk        desk clerk
                 portal / portal      citizen with an account

    Mails        $MAILS
    Stop         Ctrl-C
    Reset        delete $DEV

END
}
