# shellcheck shell=bash
# What runs beside Odoo while a person looks at it.

MAILS=$DEV/mail/$DB

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; }

# Keeps every mail that Odoo sends as a file.
start_mail_catcher() {
    local port_file=$DEV/mail/$DB.port.$$ i
    mkdir -p "$MAILS"
    setsid "$VENV_PYTHON" "$LIB/catch_mail.py" "$MAILS" "$port_file" </dev/null 9>&- &
    at_exit "stop_quietly $!"
    for ((i = 0; i < 100; i++)); do
        [ ! -s "$port_file" ] || break
        sleep 0.1
    done
    MAIL_PORT=$(cat "$port_file" 2>/dev/null) || die "The mail catcher does not start."
    rm -f "$port_file"
}

stop_quietly() {
    kill "$1" 2>/dev/null
    wait "$1" 2>/dev/null
}

odoo_answers() {
    (
        exec 3<>"/dev/tcp/127.0.0.1/$PORT" && printf 'GET /web/health HTTP/1.0\r\n\r\n' >&3 && grep -q ' 200 ' <&3
    ) 2>/dev/null
}

announce() {
    until odoo_answers; do
        sleep 0.5
    done
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
