# shellcheck shell=bash
# The way from a clean clone to a working Odoo, the same for every command.

HERE=$(dirname "${BASH_SOURCE[0]}")
. "$HERE/common.sh"
. "$HERE/system.sh"
. "$HERE/odoo.sh"
. "$HERE/clock.sh"
. "$HERE/postgres.sh"
. "$HERE/database.sh"

# prepare COMMAND: what COMMAND needs from Debian, and a Python. The caller ends with
# end_setup once everything it needs is made.
prepare() {
    check_environment
    make_dev_folder
    begin_setup
    need_packages "$1"
}

# Odoo and a running database server.
use_server() {
    use_odoo
    use_clock
    use_postgres
    name_databases
    export PGDATABASE=$DB
}

set_up() {
    prepare "$1"
    use_server
}
