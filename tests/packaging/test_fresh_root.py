"""A machine that has nothing yet, made by debootstrap: the steps of the Containerfile lead to a program that runs.

Needs root, debootstrap and a Debian mirror, and takes minutes: run by ``make test-fresh-root``.
"""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.settings import ROOT

# Packages are fetched and unpacked for minutes before the first line of the test.
pytestmark = [pytest.mark.fresh_root, pytest.mark.timeout(3600)]
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
HOME = "opt/labordesk"
# As the image python:3.11-slim-bookworm, which this Debian is the base of.
SUITE, IMAGE = "bookworm", ("python3", "python3-venv", "ca-certificates")
# What this machine needs to reach its package sources: certificates and pip's configuration.
_REACH = ("etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt", "etc/pip.conf", "etc/apt/apt.conf.d")


def stage(name: str) -> str:
    """The instructions of one stage of the Containerfile, a line each."""
    joined = CONTAINERFILE.replace("\\\n", " ")
    found = re.search(rf"^FROM \S+ AS {name}$(.*?)(?=^FROM|\Z)", joined, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def steps(name: str) -> list[str]:
    """The commands that build a stage."""
    return re.findall(r"^RUN (.+)$", stage(name), re.MULTILINE)


def surroundings(*names: str) -> dict[str, str]:
    """The environment that stages set; a value may name an earlier one."""
    values = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
    for name in names:
        for line in re.findall(r"^ENV (.+)$", stage(name), re.MULTILINE):
            for key, _, value in (pair.partition("=") for pair in shlex.split(line)):
                values[key] = value.replace("$PATH", values["PATH"])
    return values


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a fresh machine with this checkout in it."""
    root = tmp_path_factory.mktemp("machine")
    subprocess.run(
        ["debootstrap", "--variant=minbase", f"--include={','.join(IMAGE)}", SUITE, root], check=True
    )
    for path in _REACH:
        if (Path("/") / path).exists():
            _copy(Path("/") / path, root / path)
    (root / HOME).mkdir(parents=True)
    tracked = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", root / HOME], input=tracked, check=True)
    yield root
    shutil.rmtree(root)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copy(source, target)


def _run(root: Path, command: str, environment: dict[str, str]) -> str:
    inside = ["chroot", str(root), "sh", "-c", f"cd /{HOME} && {command}"]
    told = subprocess.run(inside, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, f"{command}\n{told.stdout[-2000:]}\n{told.stderr[-2000:]}"
    return told.stdout


def test_a_serving_machine_is_made_by_the_steps_of_the_containerfile(machine: Path) -> None:
    environment = surroundings("base", "app")
    for command in (*steps("base"), *steps("app")):
        _run(machine, command, environment)
    assert "Usage" in _run(machine, "labordesk --help", environment)
    without_torch = "! .venv/bin/python -c 'import torch' 2>/dev/null"
    _run(machine, without_torch, environment)
    told = _run(machine, "labordesk check || true", environment)
    assert "labordesk build" in told  # what is missing, and what makes it
