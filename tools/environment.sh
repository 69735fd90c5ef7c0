#!/bin/sh
# Find a Python that is new enough and let it make .venv: `tools/environment.sh run`, or `dev` for the tools as well.
# PYTHON=/path/to/python names another one.
set -eu
cd "$(dirname "$0")/.."

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    new_enough "$PYTHON" || {
        echo "newsbrief needs Python 3.11 or newer, and PYTHON=$PYTHON is not that: name another one or leave PYTHON out." >&2
        exit 2
    }
    exec "$PYTHON" tools/environment.py "$@"
fi
for python in python3 python3.13 python3.12 python3.11 python; do
    if new_enough "$python"; then
        exec "$python" tools/environment.py "$@"
    fi
done
found=$(python3 --version 2>/dev/null || echo "no Python")
echo "newsbrief needs Python 3.11 or newer, and this machine has $found: install one, or name it with make PYTHON=/path/to/python3." >&2
exit 2
