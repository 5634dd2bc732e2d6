# shellcheck shell=bash
# The databases. A template with upstream modules, a base with our add-on on top of
# it, and copies of that base: to run, to test, to lint. The comment on a database
# says which clone made it and from what; it is set before the database gets its
# final name, so what has the name is whole.

# With EMPTY, databases of their own without any demo data.
name_databases() {
    local kind=${EMPTY:+empty_}
    TEMPLATE=municipal_template_$kind$TOKEN
    BASE=municipal_base_$kind$TOKEN
    BUILD=municipal_build_$kind$TOKEN
    TEMPLATE_STAMP=$(template_stamp)
    BASE_STAMP=$TEMPLATE_STAMP-$(module_stamp)
}

# --- what a database is made from --------------------------------------------

template_stamp() {
    {
        odoo_identity
        grep '^odoo-addon' "$ROOT/dev/requirements.txt"
        cat "$LIB/template.py"
        declare -f build_template
        upstream_modules
    } | sha256sum | cut -c 1-16
}

upstream_modules() {
    "$VENV_PYTHON" -c 'import ast, sys; print(",".join(ast.literal_eval(open(sys.argv[1]).read())["depends"]))' \
        "$ROOT/__manifest__.py"
}

# Everything in the add-on that an installed database depends on, and the clock: demo
# data lie around the day on which they are made.
module_stamp() {
    (
        cd "$ROOT"
        declare -f build_base
        echo "$CLOCK"
        cat "$LIB/assets.py"
        find . -mindepth 1 \( -name '.*' -o -name __pycache__ -o -path ./dev -o -path ./docs -o -path ./tests \
            -o -path ./static -o -path ./benchmarks \) -prune -o -type f \( -path './*/*' -o -name '*.py' \) -print0 |
            LC_ALL=C sort -z | xargs -0 sha256sum
    ) | sha256sum | cut -c 1-16
}

# --- single databases --------------------------------------------------------

# read_stamp DATABASE: sets FOUND to its stamp, or to nothing if there is no such
# database. One that another clone, or a person, made is left alone.
read_stamp() {
    FOUND=$(sql -v name="$1" <<<"SELECT coalesce(shobj_description(oid, 'pg_database'), '-')
        FROM pg_database WHERE datname = :'name'")
    [ -n "$FOUND" ] || return 0
    [[ $FOUND == "$MODULE $TOKEN "* ]] ||
        die "The database $1 was not made by this clone, so it is left alone: choose another name with DB=…"
    FOUND=${FOUND##* }
}

# Our own sessions end first. Not WITH (FORCE): it is refused to who is no superuser while
# autovacuum, which PostgreSQL itself sends away, works in there.
drop_database() {
    sql -v name="$1" >/dev/null <<'SQL'
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = :'name' AND usename = current_user;
DROP DATABASE IF EXISTS :"name";
SQL
    rm -rf "$DATA/filestore/$1"
}

copy_database() {
    drop_database "$2"
    createdb -T "$1" "$2"
    if [ -d "$DATA/filestore/$1" ]; then
        # Stored files are never written again, so the copies may share them.
        cp -al "$DATA/filestore/$1" "$DATA/filestore/$2"
    fi
}

stamp_database() {
    sql -v name="$1" -v comment="$MODULE $TOKEN $2" <<<"COMMENT ON DATABASE :\"name\" IS :'comment'"
}

# finish_database NAME STAMP: what was built gets its comment and its final name.
finish_database() {
    read_stamp "$1"
    drop_database "$1"
    [ ! -d "$DATA/filestore/$BUILD" ] || mv "$DATA/filestore/$BUILD" "$DATA/filestore/$1"
    stamp_database "$BUILD" "$2"
    sql -v name="$1" -v build="$BUILD" <<<"ALTER DATABASE :\"build\" RENAME TO :\"name\""
}

# Odoo ends well even when it could not load a module: its log tells.
odoo_setup() {
    odoo server -d "$@" ${EMPTY:+--without-demo} --stop-after-init --no-http --max-cron-threads=0 2>&1 | tee "$DEV/log/odoo-setup.log"
    ! grep -qE ' (ERROR|CRITICAL) ' "$DEV/log/odoo-setup.log" || return 1
}

show_warnings() { grep -A 3 ' WARNING ' "$DEV/log/odoo-setup.log" >&2 || true; }

# --- our databases -----------------------------------------------------------

build_template() {
    drop_database "$BUILD"
    odoo_setup "$BUILD" -i "$(upstream_modules)" --load-language=en_US,nl_BE
    "$VENV_PYTHON" "$LIB/template.py" "$BUILD"
}

build_base() {
    copy_database "$TEMPLATE" "$BUILD"
    odoo_setup "$BUILD" -i "$MODULE"
    "$VENV_PYTHON" "$LIB/assets.py" "$BUILD"
}

need_base() {
    read_stamp "$BASE"
    [ "$FOUND" != "$BASE_STAMP" ] || return 0
    read_stamp "$TEMPLATE"
    if [ "$FOUND" != "$TEMPLATE_STAMP" ]; then
        step "Making a database with Odoo's own modules" build_template
        finish_database "$TEMPLATE" "$TEMPLATE_STAMP"
    fi
    step "Installing the add-on with its demo data" build_base
    show_warnings
    finish_database "$BASE" "$BASE_STAMP"
}

# fresh_database NAME: a new copy of the base.
fresh_database() {
    read_stamp "$1"
    need_base
    copy_database "$BASE" "$BUILD"
    finish_database "$1" "$BASE_STAMP"
}

# current_database NAME: a database that is kept; when the add-on changed it is
# updated in place.
current_database() {
    local modules=$MODULE
    read_stamp "$1"
    if [ -z "$FOUND" ]; then
        fresh_database "$1"
    elif [ "$FOUND" != "$BASE_STAMP" ]; then
        [ "${FOUND%-*}" = "$TEMPLATE_STAMP" ] || modules=all
        step "Updating the add-on in the database $1" odoo_setup "$1" -u "$modules"
        show_warnings
        stamp_database "$1" "$BASE_STAMP"
    fi
}
