# shellcheck shell=bash
# The Debian packages that a command needs, and the Python that it works with.

# package: what proves that it, or something as good, is there
package_is_there() {
    case $1 in
    python3) any_python ;;
    python3-venv) find_python ;;
    postgresql) find_postgres_binaries ;;
    postgresql-client) find_postgres_binaries client ;;
    libcairo2) ldconfig_knows libcairo.so.2 ;;
    chromium) any_command google-chrome chromium chromium-browser google-chrome-stable ;;
    fonts-dejavu-core) fonts_are_there ;;
    wkhtmltopdf) any_command wkhtmltopdf ;;
    libreoffice-calc-nogui) any_command soffice ;;
    nodejs) node_is_fit ;;
    npm) any_command npm ;;
    haproxy) PATH=$PATH:/usr/sbin any_command haproxy ;;
    openssl) any_command openssl ;;
    esac
}

packages_for() {
    echo python3 python3-venv
    # On Python 3.13 the packages for drawing barcodes have no copy of their own.
    { find_python && "$PYTHON" -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; } || echo libcairo2
    if uses_own_server; then echo postgresql; else echo postgresql-client; fi
    case $1 in
    test) echo chromium fonts-dejavu-core wkhtmltopdf libreoffice-calc-nogui ;;
    lint) echo nodejs npm ;;
    proxy) echo haproxy openssl ;;
    esac
}

any_command() {
    local name
    for name; do
        command -v "$name" >/dev/null && return
    done
    return 1
}

ldconfig_knows() { PATH=$PATH:/sbin:/usr/sbin ldconfig -p | grep "$1" >/dev/null; }

fonts_are_there() { compgen -G '/usr/share/fonts/*/*/*' >/dev/null || compgen -G '/usr/share/fonts/*/*.ttf' >/dev/null; }

node_is_fit() {
    local major
    major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) && ((major >= 18))
}

python_fits() {
    "$1" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

any_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3.10 python3; do
        python_fits "$name" && return
    done
    return 1
}

# Sets PYTHON to the first fit Python that can make virtual environments.
find_python() {
    local name
    for name in python3.11 python3.12 python3.13 python3.10 python3; do
        if python_fits "$name" && "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            PYTHON=$name
            return
        fi
    done
    return 1
}

# need_packages COMMAND: install what is missing for this command of ours.
need_packages() {
    local name missing=()
    for name in $(packages_for "$1"); do
        package_is_there "$name" || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}"
    for name in "${missing[@]}"; do
        package_is_there "$name" || die "$(still_missing "$name")"
    done
    find_python && find_postgres_binaries client
}

still_missing() {
    case $1 in
    python3 | python3-venv) echo "Odoo 19 needs Python 3.10 to 3.13 with its venv module, and this machine has none." ;;
    nodejs) echo "The linters need Node.js 18 or newer, and this machine has $(node --version 2>/dev/null || echo none)." ;;
    *) echo "The Debian package $1 was installed, but what it should bring is not found." ;;
    esac
}

install_packages() {
    local as_root=()
    any_command apt-get || die "These Debian packages are missing, and there is no apt-get to install them: $*."
    if [ "$(id -u)" != 0 ]; then
        any_command sudo || die "These Debian packages are missing; install them as root: $*."
        as_root=(sudo)
    fi
    say "These Debian packages are missing: $*."
    if [ -t 0 ] && [ -z "${CI:-}" ]; then
        confirm "Install them now?" || die "Nothing was installed."
        [ ${#as_root[@]} = 0 ] || sudo -v || die "The packages need sudo: $*."
    elif [ ${#as_root[@]} != 0 ]; then
        as_root=(sudo -n)
        sudo -n true 2>/dev/null || die "These Debian packages are missing; install them as root: $*."
    fi
    step "Reading Debian's package lists" "${as_root[@]}" apt-get -q update
    # Never end a package installation half-way.
    GRACE=600 step "Installing $*" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y install --no-install-recommends "$@"
    hash -r
}

confirm() {
    local answer
    read -r -p "$1 [Y/n] " answer || return 1
    [[ $answer =~ ^([Yy].*)?$ ]]
}
