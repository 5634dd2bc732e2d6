# shellcheck shell=bash
# Odoo 19 itself and the virtual environment it runs in.

# Sets ODOO_ROOT, the folder in which Python finds `odoo`, and ADDONS_PATH.
locate_odoo() {
    if [ -n "${ODOO_HOME:-}" ]; then
        [ -d "$ODOO_HOME" ] || die "ODOO_HOME=$ODOO_HOME is no folder."
        ODOO_ROOT=$(cd "$ODOO_HOME" && pwd -P)
    else
        [ -e "$DEV/odoo/complete" ] || step "Fetching Odoo 19 (a Debian package of 120 MB)" fetch_odoo
        ODOO_ROOT=$DEV/odoo/usr/lib/python3/dist-packages
    fi
    ADDONS_PATH=$ODOO_ROOT/odoo/addons
    # A git checkout keeps most add-ons beside the package `odoo`.
    [ -e "$ADDONS_PATH/web/__manifest__.py" ] || ADDONS_PATH=$ODOO_ROOT/addons,$ADDONS_PATH
    [ -e "${ADDONS_PATH%%,*}/web/__manifest__.py" ] ||
        die "There is no Odoo source in $ODOO_ROOT: ODOO_HOME must hold the folder odoo/ and its add-ons."
    grep -q '^version_info = (19, 0,' "$ODOO_ROOT/odoo/release.py" ||
        die "The Odoo in $ODOO_ROOT is not version 19.0, which this add-on needs."
}

# --- fetching ----------------------------------------------------------------

fetch_odoo() {
    local work=$DEV/odoo.new uri keyring
    rm -rf "$work"
    mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/packages" "$work/root"
    keyring=$(compgen -G '/usr/share/keyrings/debian-archive-keyring.*' | head -n 1) || true
    if [ -n "$keyring" ]; then
        while read -r uri; do
            printf 'Types: deb\nURIs: %s\nSuites: unstable\nComponents: main\nSigned-By: %s\n' \
                "$uri" "$keyring" >"$work/apt/debian.sources"
            echo "Reading the package lists of Debian unstable"
            private_apt --error-on=any update || continue
            download_odoo
            return
        done < <(debian_mirrors)
    fi
    echo "No Debian mirror with Odoo 19 is configured on this machine: set ODOO_HOME to an Odoo 19 source instead."
    return 1
}

# The mirrors in this machine's own apt configuration, the likely ones first.
debian_mirrors() {
    local uris
    uris=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        grep -v '^ *#' | grep -oE '(https?|file|mirror\+[a-z]+):/[^] ]+' | grep -v security | sort -u) || true
    [ -n "$uris" ] || return 0
    grep -E 'debian(\.list)?/?$' <<<"$uris" || true
    grep -vE 'debian(\.list)?/?$' <<<"$uris" || true
}

# apt with lists, cache and sources of its own: the machine's are left alone.
private_apt() {
    local apt=$DEV/odoo.new/apt
    apt-get -q -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 \
        -o Dir::Etc::sourcelist="$apt/debian.sources" -o Dir::Etc::sourceparts=- \
        -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache" "$@"
}

download_odoo() {
    local work=$DEV/odoo.new package companions
    cd "$work/packages"
    echo "Downloading odoo-19"
    private_apt download odoo-19
    # Fonts and scripts that Debian took out of the package and linked to.
    companions=$(dpkg-deb -f odoo-19_*.deb Depends | tr ',' '\n' | grep -v '|' | grep -oE '(fonts|libjs)-[a-z-]+')
    # shellcheck disable=SC2086  # a list of names
    private_apt download $companions
    for package in *.deb; do
        echo "Unpacking $package"
        # The add-ons are there twice; only those in odoo/addons are whole.
        dpkg-deb --fsys-tarfile "$package" |
            tar -x -C "$work/root" --no-same-owner --exclude='./usr/lib/python3/dist-packages/addons'
    done
    dpkg-deb -f odoo-19_*.deb Version >"$work/root/complete"
    rm -rf "$DEV/odoo"
    mv "$work/root" "$DEV/odoo"
    rm -rf "$work"
}

# --- the virtual environment -------------------------------------------------

# make_venv FOLDER REQUIREMENTS SENTENCE
make_venv() {
    local folder=$DEV/$1 stamp
    stamp=$("$PYTHON" -c 'import sys; print(sys.version)' | cat - "$ROOT/dev/$2" <(echo "$folder") | sha256sum)
    if [ "$(cat "$folder/complete" 2>/dev/null)" != "$stamp" ]; then
        step "$3" fill_venv "$folder" "$ROOT/dev/$2"
        echo "$stamp" >"$folder/complete"
    fi
}

fill_venv() {
    rm -rf "$1"
    "$PYTHON" -m venv "$1"
    "$1/bin/python" -m pip --disable-pip-version-check install --no-deps --progress-bar off -r "$2"
}

# Another Odoo or another database server than our own has other files.
name_variant() {
    VARIANT=
    DATA=$DEV/data${CLOCK:+-clock}
    uses_own_server || DATA+=-$(checksum "${PGHOST:-}:${PGPORT:-}")
    [ "$DATA${ODOO_HOME:-}" = "$DEV/data" ] || VARIANT=-$(checksum "$DATA $ODOO_ROOT")
}

checksum() { cksum <<<"$1" | cut -d' ' -f1; }

# --- running it --------------------------------------------------------------

use_odoo() {
    locate_odoo
    name_variant
    make_venv venv requirements.txt "Installing Odoo's Python packages"
    VENV_PYTHON=$DEV/venv/bin/python
    export PYTHONPATH=$ODOO_ROOT ODOO_RC=$DEV/odoo$VARIANT.conf
    export PYTHONPYCACHEPREFIX=$DEV/pycache
    unset PYTHONHOME OPENERP_SERVER
    link_module
    write_configuration
}

# The add-on, whatever the clone is called. A folder of links and not one link to
# the clone: Odoo follows links when it looks for translations, and would come
# past .dev again and again.
link_module() {
    local folder=$DEV/addons/$MODULE path
    [ ! -L "$folder" ] || rm "$folder"
    mkdir -p "$folder"
    find "$folder" -maxdepth 1 -xtype l -delete
    for path in "$ROOT"/*; do
        [ "$path" = "$ROOT/dev" ] || [ -L "$folder/${path##*/}" ] || ln -s "../../../${path##*/}" "$folder/"
    done
}

write_configuration() {
    cat >"$ODOO_RC.new" <<END
[options]
addons_path = $ADDONS_PATH,$DEV/addons
data_dir = $DATA
with_demo = True
list_db = False
http_interface = 127.0.0.1
workers = 0
max_cron_threads = 2
smtp_server = localhost
email_from = afspraken@gemeente.example
screenshots = $DEV/screenshots
END
    mv "$ODOO_RC.new" "$ODOO_RC"
}

# Which Odoo it is, as far as that can be told quickly.
odoo_identity() {
    cat "$ODOO_ROOT/odoo/release.py"
    echo "${ODOO_HOME:-$(cat "$DEV/odoo/complete")}"
    [ ! -e "$ODOO_ROOT/.git" ] || git -C "$ODOO_ROOT" rev-parse HEAD
}

odoo() { "$VENV_PYTHON" -m odoo "$@"; }
