#!/bin/sh
# Bring .venv to a lock, from nothing if need be: requirements/install.sh local|dev
# Does nothing when .venv is there already. What dev holds, local holds too.
set -eu
lock=$1
cd "$(dirname "$0")/.."
venv_python=.venv/bin/python

main() {
    if usable "$venv_python"; then
        installed=$(cat .venv/installed 2>/dev/null || true)
        case $installed in
        "dev "*) lock=dev ;;
        esac
        if [ "$installed" = "$(stamp)" ]; then return; fi
    fi
    made_here || make_venv
    echo "Installing the packages of requirements/$lock.txt ..."
    sync_with_uv || sync_with_pip || fail "The packages could not be installed: see above."
    stamp >.venv/installed
}

stamp() {
    echo "$lock $(cksum <"requirements/$lock.txt") $(pwd -P)"
}

usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# A .venv that came along with a copied or moved checkout belongs to the old one.
made_here() {
    usable "$venv_python" || return 1
    case $(cat .venv/installed 2>/dev/null) in
    "" | *" $(pwd -P)") ;;
    *) return 1 ;;
    esac
}

make_venv() {
    python=$(found_python) || python=$(debian_python) ||
        fail "Python 3.11 or newer is needed and was not found. Install it, or name it: make run PYTHON=/path/to/python3"
    rm -rf .venv
    echo "Making .venv with $("$python" --version) ..."
    if "$python" -m venv .venv >/dev/null 2>&1; then return; fi
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    rm -rf .venv
    apt_install "$package" && "$python" -m venv .venv ||
        fail "Python cannot make virtual environments here. Install them (Debian: apt-get install $package)."
}

found_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

debian_python() {
    apt_install python3 python3-venv >&2 && found_python
}

apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing $* ..."
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

# uv takes seconds where pip takes minutes.
sync_with_uv() {
    "$venv_python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r requirements/uv.txt || return 1
    follow_pip_settings
    uv_sync 2>/dev/null || UV_SYSTEM_CERTS=true uv_sync
}

uv_sync() {
    "$venv_python" -m uv pip sync --quiet --python "$venv_python" \
        --require-hashes "requirements/$lock.txt"
}

# uv does not read the settings with which pip reaches its index in a closed network.
follow_pip_settings() {
    index=$(pip_setting index-url)
    certificates=$(pip_setting cert)
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$index}"; fi
    if [ -n "$certificates" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"; fi
    if [ ! -w "${HOME:-/nonexistent}" ]; then export UV_NO_CACHE=1; fi
}

pip_setting() {
    "$venv_python" -m pip config list 2>/dev/null |
        sed -n "s/^.*\.$1='\(.*\)'\$/\1/p" | tail -n 1
}

sync_with_pip() {
    echo "uv could not do it; trying pip, which takes a minute or two ..."
    "$venv_python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes -r "requirements/$lock.txt"
}

fail() {
    echo "$1" >&2
    exit 1
}

main
