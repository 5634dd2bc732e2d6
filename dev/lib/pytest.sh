# shellcheck shell=bash
# Running pytest-odoo.

# The whole suite runs in as many processes as there are cores, at most four, each with
# a copy of the database that pytest-odoo makes; a chosen part of it runs in one.
JOBS=${JOBS:-}
MOST_JOBS=4

# pytest_arguments ARGUMENT…: sets ARGUMENTS. Tests are found through the link that
# carries the module's name, for the clone may be called anything.
pytest_arguments() {
    local argument previous='' has_path='' chosen=''
    ARGUMENTS=()
    for argument; do
        case $previous:${argument#"$ROOT"/} in
        -k:* | -m:*) chosen=yes ;;
        *:odoo.addons.*) has_path=yes ;;
        *:tests | *:tests/*)
            has_path=yes
            argument=$DEV/addons/$MODULE/${argument#"$ROOT"/}
            ;;
        esac
        ARGUMENTS+=("$argument")
        previous=$argument
    done
    [ -n "$has_path" ] || ARGUMENTS+=("$DEV/addons/$MODULE/tests")
    [ -n "$has_path$chosen" ] || spread_over_cores
}

spread_over_cores() {
    local cores
    cores=$(nproc)
    [ "$cores" -le "$MOST_JOBS" ] || cores=$MOST_JOBS
    [ "${JOBS:-$cores}" = 1 ] || ARGUMENTS+=(-n "${JOBS:-$cores}" --dist loadfile --no-loadscope-reorder)
}

# run_pytest DATABASE ARGUMENT…
run_pytest() {
    local database=$1
    shift
    cd "$ROOT"
    PYTHONPATH=$LIB:$PYTHONPATH HYPOTHESIS_STORAGE_DIRECTORY=$DEV/hypothesis COVERAGE_FILE=$DEV/coverage \
        PGDATABASE=$database run_child "$VENV_PYTHON" -m pytest \
        -c "$ROOT/pyproject.toml" --rootdir="$ROOT" --confcutdir="$DEV/addons" -o cache_dir="$DEV/pytest" -p strict_run -p own_filestore ${CLOCK:+-p clock_browsers} \
        --odoo-config="$ODOO_RC" --odoo-database="$database" --odoo-http \
        --odoo-log-level=error --odoo-extra="log-handler=odoo.addons.$MODULE:WARNING" "$@"
}
