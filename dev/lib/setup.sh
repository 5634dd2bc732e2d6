# shellcheck shell=bash
# The way from a clean clone to a working Odoo, the same for every command.

for part in common system odoo postgres database; do
    # shellcheck source=/dev/null
    . "$(dirname "${BASH_SOURCE[0]}")/$part.sh"
done

# set_up COMMAND: what COMMAND needs, up to a running database server. The caller
# makes its database and then calls end_setup.
set_up() {
    check_environment
    make_dev_folder
    begin_setup
    need_packages "$1"
    use_odoo
    use_postgres
    name_databases
    export PGDATABASE=$DB
}
