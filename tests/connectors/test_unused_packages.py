"""A channel that is not set up costs no memory."""

import subprocess
import sys

LOADED = "import app, sys; print([name for name in ('linebot', 'telegram') if name in sys.modules])"


def test_an_app_without_channels_loads_no_package_of_theirs() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
