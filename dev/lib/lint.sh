# shellcheck shell=bash
# The checks of dev/lint.

FAILED=()
LINT=$DEV/lint    # a copy of the add-on, under its name and without .dev
NODE=$DEV/node

use_linters() {
    make_venv lint-venv requirements-lint.txt "Installing the linters"
    PATH=$DEV/lint-venv/bin:$PATH
    local stamp
    stamp=$(cat "$ROOT"/dev/node/package*.json <(echo "$NODE") | sha256sum)
    if [ "$(cat "$NODE/complete" 2>/dev/null)" != "$stamp" ]; then
        step "Installing prettier and eslint" fill_node
        echo "$stamp" >"$NODE/complete"
    fi
    # eslint finds its parts from where its configuration lies.
    cp "$ROOT/dev/node/eslint.config.mjs" "$NODE/"
}

fill_node() {
    rm -rf "$NODE"
    mkdir "$NODE"
    cp "$ROOT"/dev/node/package*.json "$ROOT/dev/node/.npmrc" "$NODE/"
    cd "$NODE"
    npm ci --ignore-scripts --no-audit --no-fund --cache "$DEV/npm"
}

# check NAME COMMAND: all checks run, also after one that failed.
check() {
    local status=0 log=$DEV/log/lint.log
    ("$2") >"$log" 2>&1 || status=$?
    [ -z "$SIGNALLED" ] || exit 130
    if [ "$status" = 0 ]; then
        say "$1: fine."
    else
        cat "$log" >&2
        say "$1: failed."
        FAILED+=("$1")
    fi
}

# Said last, whatever else ends the run.
report_failures() {
    local names
    [ ${#FAILED[@]} != 0 ] || return 0
    names=$(printf ', %s' "${FAILED[@]}")
    say "These checks failed: ${names:2}."
}

# --- what is checked ---------------------------------------------------------

# list_files PATTERN…: our own files, at any depth.
list_files() {
    local pattern tests=()
    for pattern; do
        tests+=(-o -name "$pattern")
    done
    find . -mindepth 1 \( -name '.*' -o -name __pycache__ -o -name node_modules \) -prune -o \
        -type f \( "${tests[@]:1}" \) -print0
}

static_files() { list_files '*.xml' '*.js' '*.mjs' '*.css' '*.scss'; }

copy_module() {
    local copy=$LINT/addons/$MODULE path
    rm -rf "$LINT"
    mkdir -p "$copy"
    for path in *; do
        case $path in
        dev | docs | benchmarks) ;;
        *) cp -R "$path" "$copy/" ;;
        esac
    done
}

# --- the checks --------------------------------------------------------------

format_files() {
    ruff check --fix --quiet . >/dev/null || true
    ruff format --quiet .
    link_module
    (cd "$DEV/addons" && oca-checks-odoo-module --fix "$MODULE" >/dev/null 2>&1) || true
    static_files | xargs -0r "$NODE/node_modules/.bin/prettier" "${PRETTIER[@]}" --write --log-level warn || true
    list_files '*.js' '*.mjs' | xargs -0r "$NODE/node_modules/.bin/eslint" -c "$NODE/eslint.config.mjs" --fix >/dev/null || true
}

check_ruff() {
    local status=0
    ruff check --quiet . || status=1
    ruff format --check --quiet . || {
        ruff format --check . | grep -v 'already formatted'
        status=1
    }
    return "$status"
}

# The library files are checked as parts of the commands that read them.
check_shell() {
    shellcheck --external-sources --check-sourced --source-path=dev/lib --source-path=SCRIPTDIR --exclude=SC2034 \
        dev/run dev/test dev/lint dev/odoo dev/bench dev/clocks dev/translate dev/package dev/restore_check .ci/run \
        docs/deploy/backup docs/deploy/restore docs/deploy/start
}

check_length() {
    local long
    long=$(list_files '*.py' '*.js' '*.mjs' '*.xml' | grep -zvE '^\./(static/)?(tests|demo|data|i18n)/' |
        xargs -0r wc -l | awk '$2 != "total" && $1 > 500 { print $2 ": " $1 " lines; at most 500 are allowed" }')
    [ -z "$long" ] || {
        echo "$long"
        return 1
    }
}

PRETTIER=(--config "$ROOT/dev/node/prettier.json" --plugin "$NODE/node_modules/@prettier/plugin-xml/src/plugin.js")

check_prettier() {
    static_files | xargs -0r "$NODE/node_modules/.bin/prettier" "${PRETTIER[@]}" --check --log-level warn
}

check_eslint() {
    list_files '*.js' '*.mjs' | xargs -0r "$NODE/node_modules/.bin/eslint" -c "$NODE/eslint.config.mjs" --max-warnings 0
}

check_pylint() {
    local status=0
    cd "$LINT/addons"
    pylint --rcfile="$LIB/pylintrc" -j 2 --ignore-paths="$MODULE/tests/.*" "$MODULE" | sed "s#^$MODULE/##" || status=1
    # What tests let people write is not translated.
    pylint --rcfile="$LIB/pylintrc" -j 2 --disable=translation-required "$MODULE/tests" | sed "s#^$MODULE/##" || status=1
    return "$status"
}

check_oca() {
    local status=0
    cd "$LINT/addons"
    oca-checks-odoo-module "$MODULE" || status=1
    # A text that is the same in Dutch stays filled in: an empty one is one that was forgotten.
    find "$MODULE" -path '*/i18n*/*' \( -name '*.po' -o -name '*.pot' \) -print0 |
        xargs -0r oca-checks-po --disable=po-pretty-format || status=1
    return "$status"
}

lint_packages() { "$DEV/lint-venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))'; }

check_test_lint() {
    local name tests=()
    sed "s#$DEV/addons#$LINT/addons#" "$ODOO_RC" >"$LINT/odoo.conf"
    export ODOO_RC=$LINT/odoo.conf LINT_PACKAGES
    LINT_PACKAGES=$(lint_packages)
    odoo server -d "${DB}_lint" -i test_lint --stop-after-init --no-http --log-level=error
    for name in index naming override_signatures manifests test_holes orm_import routes onchange_domains jstranslate i18n; do
        tests+=("odoo.addons.test_lint.tests.test_$name")
    done
    run_pytest "${DB}_lint" -q --tb=short -p only_ours --pyargs "${tests[@]}"
}
