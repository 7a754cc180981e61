#!/bin/sh
# The one list of install steps, used by ./dev and by the Dockerfile.
#
#   script/install.sh system run|test     Debian packages, installed only where missing
#   script/install.sh python run|test     .venv with the pinned and hashed Python packages
#   script/install.sh packages run|test   print the names of the Debian packages
#
# "run" is what the product needs, "test" adds what ./dev check and ./dev test need.
# Exit 0 done, 1 something is missing that this script may not install, 2 wrong usage.
set -eu

cd "$(dirname "$0")/.."
ROOT=$(pwd)
VENV=$ROOT/.venv

# gettext: messages; Pango and libharfbuzz-subset0: PDF (without the latter each page silently takes seconds);
# the fonts together hold every Chinese character a company name may contain.
RUN_PACKAGES="gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
fonts-lxgw-wenkai fonts-noto-cjk fonts-hanazono fonts-babelstone-han"
# Java and its XML binding: the validator of PDF/A and PDF/UA; softhsm2: a token made of software.
TEST_PACKAGES="git postgresql redis-server chromium poppler-utils zbar-tools default-jre-headless libjaxb-java libjaxb-api-java softhsm2"
PYTHON_PACKAGES="python3 python3-venv"

say() { printf '%s\n' "$*" >&2; }

usage() {
    say "usage: script/install.sh system|python|packages run|test"
    exit 2
}

# The newest supported Python that can really build a virtual environment: Debian ships python3 without ensurepip.
find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            2>/dev/null; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

packages() {
    printf '%s' "$RUN_PACKAGES"
    if [ "$1" = test ]; then printf ' %s' "$TEST_PACKAGES"; fi
    if ! find_python >/dev/null; then printf ' %s' "$PYTHON_PACKAGES"; fi
    printf '\n'
}

missing_packages() {
    for package in $(packages "$1"); do
        case $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true) in
            *" ok installed") ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

# Words are split on purpose: $as_root is empty for root, $missing is a list.
# shellcheck disable=SC2086
apt_install() {
    as_root=$1 missing=$2
    options="-o Acquire::Retries=5 -o DPkg::Lock::Timeout=600"
    $as_root apt-get $options -qq update || say "apt-get update failed; trying with the lists at hand."
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get $options -qq -y --no-install-recommends install $missing >&2
}

install_system() {
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "This is not Debian or Ubuntu, so nothing can be checked. Please have the equivalents of: $(packages "$1")"
        return 0
    fi
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    say "Missing system packages: $missing"
    if [ "$(id -u)" = 0 ]; then
        apt_install "" "$missing"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        apt_install "sudo -n" "$missing"
    else
        say "Neither root nor password-less sudo. Please run this once, then start again:"
        say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
        return 1
    fi
}

requirements() {
    if [ "$1" = test ]; then echo requirements-dev.txt; else echo requirements.txt; fi
}

# A moved clone needs a new environment as much as changed requirements do: scripts in .venv/bin hold absolute paths.
fingerprint() {
    printf '%s %s\n' "$VENV" "$(sha256sum <"$(requirements "$1")")"
}

is_installed() {
    [ -x "$VENV/bin/python" ] && [ "$(cat "$VENV/.installed-$1" 2>/dev/null)" = "$(fingerprint "$1")" ]
}

make_venv() {
    case $(cat "$VENV/.installed-run" 2>/dev/null) in "$VENV "*) is_here=yes ;; *) is_here=no ;; esac
    if [ $is_here = yes ] && "$VENV/bin/python" -c '' 2>/dev/null; then return 0; fi
    if ! python=$(find_python); then
        say "No Python 3.11, 3.12 or 3.13 with the venv module was found. Run: script/install.sh system run"
        return 1
    fi
    rm -rf "$VENV"
    say "Making .venv with $("$python" --version)."
    "$python" -m venv "$VENV"
}

pip_install() {
    if uv --version >/dev/null 2>&1; then
        UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-180} uv pip install --quiet --python "$VENV/bin/python" --require-hashes -r "$1"
    else
        PIP_DEFAULT_TIMEOUT=${PIP_DEFAULT_TIMEOUT:-60} PIP_RETRIES=${PIP_RETRIES:-10} \
            "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1"
    fi
}

install_python() {
    if is_installed "$1"; then return 0; fi
    make_venv
    list=$(requirements "$1")
    say "Installing the Python packages of $list."
    attempt=1
    until pip_install "$list"; do
        attempt=$((attempt + 1))
        if [ $attempt -gt 3 ]; then
            say "The Python packages could not be installed (three attempts); the lines above say why."
            return 1
        fi
        say "Once more ($attempt of 3) in $((attempt * 5)) seconds."
        sleep $((attempt * 5))
    done
    # requirements-dev.txt contains requirements.txt, so installing it settles both.
    fingerprint run >"$VENV/.installed-run"
    if [ "$1" = test ]; then fingerprint test >"$VENV/.installed-test"; fi
}

[ $# -eq 2 ] || usage
case $2 in run | test) ;; *) usage ;; esac
case $1 in
    system) install_system "$2" ;;
    python) install_python "$2" ;;
    packages) packages "$2" ;;
    *) usage ;;
esac
