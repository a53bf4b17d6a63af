#!/bin/sh
# find_python.sh VERSION: prints the path of a Python of that version.
# One that is missing is fetched with uv, which comes from PyPI where it is missing as well; nothing is printed if that fails.
version=$1

runs() {
    "$1" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null
}

for python in "python$version" python3 "$HOME"/.pyenv/versions/"$version".*/bin/python; do
    if runs "$python"; then
        command -v "$python"
        exit
    fi
done

uv=$(command -v uv)
if [ -z "$uv" ]; then
    python3 -m venv .venv-uv >&2 && .venv-uv/bin/python -m pip install --quiet uv >&2 || exit
    uv=.venv-uv/bin/uv
fi
"$uv" python find --quiet "$version" 2>/dev/null || { "$uv" python install "$version" >&2 && "$uv" python find "$version"; }
