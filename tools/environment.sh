#!/bin/sh
# Makes or refreshes a virtual environment: tools/environment.sh FOLDER REQUIREMENT...
# What is missing on the machine is said in one line. PYTHON names another interpreter.
set -eu

python=${PYTHON:-python3}
folder=$1
shift

stop() {
    echo "$1" >&2
    exit 1
}

command -v "$python" >/dev/null ||
    stop "$python was not found: install Python 3.10 or newer, or name one: make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    stop "$("$python" -V) is too old: install Python 3.10 or newer, or name one: make PYTHON=/path/to/python3"
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$python has no venv module: install it (Debian, Ubuntu: apt install python3-venv)"

if ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "Making the virtual environment $folder"
    "$python" -m venv --clear "$folder" ||
        stop "$folder could not be made: see the lines above, then run make again"
fi
echo "Installing into $folder: $*"
"$folder/bin/python" -m pip install -qq --disable-pip-version-check "$@" ||
    stop "pip could not install into $folder: check the network or pip's index settings (pip config list), then run make again"
