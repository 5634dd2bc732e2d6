# shellcheck shell=bash
# What dev/package does.

PACKAGES=$DEV/packages
CLEAN=$DEV/package-venv
EMPTY=${DB}_package

# As README says it: pip makes what it needs to build by itself.
build_package() {
    rm -rf "$PACKAGES"
    "$VENV_PYTHON" -m pip --disable-pip-version-check wheel --no-deps --progress-bar off -w "$PACKAGES" "$ROOT"
    (cd "$PACKAGES" && echo *.whl >name)
}

look_into_package() { "$VENV_PYTHON" "$LIB/package.py" "$PACKAGES/$(cat "$PACKAGES/name")"; }

# What only tests and benchmarks need.
FOR_TESTS='axe-core-python ciw coverage execnet graphql-core harfile hypothesis hypothesis-graphql icalendar
    jsonschema_rs networkx numpy prometheus_client pytest pytest-cov pytest-odoo pytest-xdist schemathesis segno'

# Odoo counts as installed: what it needs is there, and no add-on of the community.
make_clean_venv() {
    rm -rf "$CLEAN"
    "$PYTHON" -m venv "$CLEAN"
    local site
    site=$("$CLEAN/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    echo "$ODOO_ROOT" >"$site/odoo.pth"
    # shellcheck disable=SC2086  # a list of names
    grep -vE '^odoo-addon' "$ROOT/dev/requirements.txt" | grep -vE "^($(printf '%s|' $FOR_TESTS)-)==" >"$PACKAGES/requirements.txt"
    "$CLEAN/bin/python" -m pip --disable-pip-version-check install --no-deps --progress-bar off -r "$PACKAGES/requirements.txt"
}

# The two lines of README, with the package of today instead of one from the index.
install_package() {
    local pip=("$CLEAN/bin/python" -m pip --disable-pip-version-check install --progress-bar off)
    "${pip[@]}" --no-deps 'odoo-addon-resource_booking==19.0.*' 'odoo-addon-report_xlsx==19.0.*' \
        'odoo-addon-web_calendar_slot_duration==19.0.*'
    "${pip[@]}" cssselect holidays openpyxl phonenumbers python-stdnum xlsxwriter
    "${pip[@]}" --no-deps "$PACKAGES/$(cat "$PACKAGES/name")"
}

# Nothing of this clone is in reach: neither its folder nor its configuration.
clean_odoo() {
    (
        cd "$PACKAGES"
        unset PYTHONPATH ODOO_RC
        "$CLEAN/bin/python" "$LAUNCHER" "$@" --addons-path="$ADDONS_PATH" --data-dir="$PACKAGES/data" \
            --config="$PACKAGES/odoo.conf" -d "$EMPTY" --stop-after-init --no-http --max-cron-threads=0
    ) 2>&1 | tee "$DEV/log/package-odoo.log"
    ! grep -E ' (ERROR|CRITICAL) ' "$DEV/log/package-odoo.log"
}

install_addon() {
    drop_database "$EMPTY"
    createdb -T template0 -E UTF8 "$EMPTY"
    printf '[options]\nlist_db = False\n' >"$PACKAGES/odoo.conf"
    clean_odoo server -i "$MODULE" --load-language=nl_BE
    [ "$(count "SELECT count(*) FROM municipal_product")" -ge 40 ]
    [ "$(count "SELECT count(*) FROM municipal_product WHERE name->>'nl_BE' <> name->>'en_US'")" -ge 30 ]
    [[ $(where_it_is) == "$CLEAN"/* ]]
}

count() { sql -d "$EMPTY" <<<"$1"; }

where_it_is() {
    (
        cd "$PACKAGES"
        unset PYTHONPATH
        "$CLEAN/bin/python" -c "import odoo.addons.$MODULE as addon; print(addon.__file__)"
    )
}

forget_package() {
    drop_database "$EMPTY"
    rm -rf "$CLEAN" "$PACKAGES/data"
}
