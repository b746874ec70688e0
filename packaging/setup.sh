# shellcheck shell=bash disable=SC2034
# Set-up shared by packaging/run, packaging/test and packaging/bench: sourced by them, from bash 3.2 up (macOS).
#
# Offers, after `cd` into the checkout:
#   set_up                   a virtual environment in .venv with the locked dependencies and the program itself
#   need_commands, need_qt   what the system must have; installed where that is allowed
#   say, fail                one line for the person

VENV=.venv
PYTHON=$VENV/bin/python
STAMP=$VENV/set-up.stamp

# What Qt needs of a bare Debian 12 or Ubuntu: to draw at all, and for a real window.
QT_PACKAGES="libegl1 libgl1 libglib2.0-0 libfontconfig1 libdbus-1-3 libxkbcommon0 fonts-dejavu-core"
WINDOW_PACKAGES="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# --- packages of the system -------------------------------------------------------------------------------------------
# Installs Debian packages where root, or sudo, may. Returns 1 where that is not possible, having said what to type.
install_packages() {
    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
            as_root=(sudo)
        fi
    fi
    if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && [ ${#as_root[@]} = 0 ]; }; then
        say "These packages of the system are missing and cannot be installed from here:"
        say "    apt-get install --no-install-recommends $*"
        return 1
    fi
    say "Installing what the system lacks: $*"
    # a bare system has no package lists, an old one has stale ones
    if ! { "${as_root[@]+"${as_root[@]}"}" apt-get update -qq &&
        "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "$@"; } >"$LOG" 2>&1 </dev/null; then
        tail -n 20 "$LOG" >&2
        say "The packages could not be installed; the lines above say why."
        return 1
    fi
}

# need_commands PACKAGE=COMMAND … : installs the packages whose command is missing.
need_commands() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair#*=}" >/dev/null || missing+=("${pair%%=*}")
    done
    [ ${#missing[@]} != 0 ] || return 0
    install_packages "${missing[@]}" || return 1
    for pair in "$@"; do
        command -v "${pair#*=}" >/dev/null || { say "${pair#*=} is still missing."; return 1; }
    done
}

# need_qt STAMP PACKAGES [COMMAND …]: installs the packages when Qt does not start without them. COMMAND is what it is
# started inside. Remembered under the name STAMP, for asking takes half a second; "screen" is asked each time.
need_qt() {
    local stamp="$VENV/qt-$1.stamp" packages=$2
    shift 2
    [ ! -e "$stamp" ] || return 0
    if ! qt_starts "$@"; then
        # shellcheck disable=SC2086  # a list of packages
        [ "$(uname)" = Linux ] && install_packages $packages && qt_starts "$@" || return 1
    fi
    [ "$stamp" = "$VENV/qt-screen.stamp" ] || : >"$stamp"
}

qt_starts() {
    # Qt aborts where it cannot start; what the shell says of that is no news for the person
    { "$@" "$PYTHON" -c 'from PySide6.QtWidgets import QApplication; QApplication([])' >"$LOG" 2>&1 </dev/null; } 2>/dev/null
}

# --- Python -----------------------------------------------------------------------------------------------------------
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

# Makes .venv and sets PIP to the words that run pip in it: the system may have no ensurepip, and no pip.
make_venv() {
    local base=$1 wheel
    # one that was moved here has scripts that name its old place
    if [ -e "$STAMP" ] && [ "$(sed -n 2p "$STAMP")" != "$PWD" ]; then
        rm -rf "$VENV"
    fi
    if [ -x "$PYTHON" ] && "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        :
    elif "$base" -c 'import ensurepip, venv' 2>/dev/null; then
        "$base" -m venv --clear "$VENV" || return 1
    else
        "$base" -m venv --clear --without-pip "$VENV" || return 1
    fi
    if "$PYTHON" -m pip --version >/dev/null 2>&1; then
        PIP=("$PYTHON" -m pip)
        return 0
    fi
    if "$base" -m pip --python "$PYTHON" --version >/dev/null 2>&1; then
        PIP=("$base" -m pip --python "$PYTHON")
        return 0
    fi
    for wheel in /usr/share/python-wheels/pip-*.whl; do
        [ -e "$wheel" ] || install_packages python3-pip-whl || return 1
    done
    for wheel in /usr/share/python-wheels/pip-*.whl; do
        [ -e "$wheel" ] || return 1
        PIP=("$PYTHON" "$wheel/pip")
    done
}

fingerprint() {
    cat packaging/requirements.lock pyproject.toml packaging/setup.sh | cksum
    pwd
}

compile_translations() {
    local source compiled
    for source in resources/translations/*/LC_MESSAGES/*.po; do
        compiled=${source%.po}.mo
        if [ ! -e "$compiled" ] || [ "$source" -nt "$compiled" ]; then
            "$PYTHON" packaging/translations.py compile >/dev/null
            return
        fi
    done
}

set_up() {
    local base
    LOG=$(mktemp)
    trap 'rm -f "$LOG"' EXIT
    if [ ! -x "$PYTHON" ] || [ "$(cat "$STAMP" 2>/dev/null)" != "$(fingerprint)" ]; then
        base=$(find_python) || fail "Python 3.11 or newer is needed, and was not found."
        say "Setting up in $PWD/$VENV: this is done once, and takes a minute or two."
        make_venv "$base" || fail "No virtual environment could be made. On Debian: apt-get install python3-venv"
        # only wheels: nothing is compiled here, and what is installed is what the hashes name
        if ! { "${PIP[@]}" install --quiet --disable-pip-version-check --no-input --require-hashes \
                --only-binary :all: -r packaging/requirements.lock &&
            "${PIP[@]}" install --quiet --disable-pip-version-check --no-input --no-deps \
                --no-build-isolation -e .; } >"$LOG" 2>&1; then
            tail -n 20 "$LOG" >&2
            fail "The dependencies could not be installed; the lines above say why. Is there internet?"
        fi
        fingerprint >"$STAMP"
    fi
    compile_translations || fail "The translations could not be compiled."
}
