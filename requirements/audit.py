"""``python requirements/audit.py``: known vulnerabilities of what is installed where citizens are served.

Both lock files are looked at: `app.txt` and `rasa.txt`. What is known and cannot be reached stands in
`audit.toml` with the reason and a day until which that was looked at; afterwards it counts again.
With ``--advisories FOLDER`` (a copy of pypa/advisory-database) nothing is asked of the network; otherwise
pip-audit asks PyPI.
"""

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
LOCKS = ("app.txt", "rasa.txt")
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A known vulnerability of a locked package; ``names`` are its id and aliases."""

    lock: str
    package: str
    version: str
    names: frozenset[str]
    fixed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excepted:
    """A vulnerability that was looked at: ``reach`` says why nobody gets at it, until a day."""

    id: str
    package: str
    reach: str
    until: date


def exceptions(text: str) -> list[Excepted]:
    """The entries of `audit.toml`."""
    return [Excepted(**entry) for entry in tomllib.loads(text).get("excepted", ())]


def locked(text: str) -> dict[str, str]:
    """The versions of a lock file by package."""
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in _PINNED.findall(text)}


def open_ones(found: Iterable[Found], excepted: Iterable[Excepted], today: date) -> list[Found]:
    """What no exception of ``today`` covers."""
    covered = {(entry.package, entry.id) for entry in excepted if entry.until >= today}
    return [one for one in found if not any((one.package, name) in covered for name in one.names)]


def in_folder(advisories: Path, lock: str) -> Iterator[Found]:
    """What a copy of the advisory database knows of ``lock``."""
    import yaml

    for package, version in locked((FOLDER / lock).read_text()).items():
        for path in sorted((advisories / "vulns" / package).glob("*.yaml")):
            advisory = yaml.safe_load(path.read_text("utf-8"))
            if "withdrawn" not in advisory and _concerns(advisory, version):
                names = frozenset({advisory["id"], *advisory.get("aliases", ())})
                yield Found(lock, package, version, names, tuple(_fixes(advisory)))


def _concerns(advisory: dict[str, Any], version: str) -> bool:
    from packaging.version import InvalidVersion, Version

    def within(events: list[dict[str, str]]) -> bool:
        is_in = False
        for event in events:
            try:
                if "introduced" in event and Version(version) >= Version(event["introduced"]):
                    is_in = True
                if "fixed" in event and Version(version) >= Version(event["fixed"]):
                    is_in = False
                if "last_affected" in event and Version(version) > Version(event["last_affected"]):
                    is_in = False
            except InvalidVersion:
                continue
        return is_in

    return any(
        version in affected.get("versions", ())
        or any(r["type"] == "ECOSYSTEM" and within(r["events"]) for r in affected.get("ranges", ()))
        for affected in advisory.get("affected", ())
    )


def _fixes(advisory: dict[str, Any]) -> Iterator[str]:
    for affected in advisory.get("affected", ()):
        for part in affected.get("ranges", ()):
            if part["type"] == "ECOSYSTEM":
                yield from (event["fixed"] for event in part["events"] if "fixed" in event)


def from_pypi(lock: str) -> Iterator[Found]:
    """What PyPI knows of ``lock``.

    Raises:
        SystemExit: it could not be asked about every package.
    """
    command = ["pip-audit", "--no-deps", "--disable-pip", "--format", "json", "-r", str(FOLDER / lock)]
    done = subprocess.run(command, capture_output=True, text=True)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise SystemExit(f"pip-audit 沒有回答：{done.stderr[-400:]}") from None
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if skipped:
        raise SystemExit(
            f"{lock}：查不到 {len(skipped)} 個套件（{'、'.join(skipped[:5])} …），請確認連得到 PyPI"
        )
    for package in packages:
        for known in package["vulns"]:
            names = frozenset({known["id"], *known["aliases"]})
            yield Found(lock, package["name"], package["version"], names, tuple(known["fix_versions"]))


def main() -> int:
    """Print what is open, and fail where there is any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--advisories", type=Path)
    folder = parser.parse_args().advisories
    found = [one for lock in LOCKS for one in (in_folder(folder, lock) if folder else from_pypi(lock))]
    still = open_ones(found, exceptions((FOLDER / "audit.toml").read_text("utf-8")), date.today())
    for one in still:
        fixed = f"，{'、'.join(one.fixed)} 已修正" if one.fixed else ""
        print(f"{one.lock}：{one.package} {one.version} {'、'.join(sorted(one.names))}{fixed}")
    print(f"已知 {len(found)} 個，其中 {len(found) - len(still)} 個有期限內的例外，{len(still)} 個要處理")
    return 1 if still else 0


if __name__ == "__main__":
    sys.exit(main())
