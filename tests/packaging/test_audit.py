"""Known vulnerabilities of the lock files: an exception has a reason, and ends on its day."""

import importlib.util
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from core.settings import ROOT

DAY = date(2026, 11, 30)
HALF_A_YEAR = timedelta(days=184)


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The command, which stands beside the lock files."""
    spec = importlib.util.spec_from_file_location("audit", ROOT / "requirements" / "audit.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module
    spec.loader.exec_module(module)
    return module


def test_an_exception_covers_until_its_day_and_not_after(audit: ModuleType) -> None:
    found = [audit.Found("app.txt", "parser", "1.0", frozenset({"PYSEC-1", "CVE-1"}))]
    excepted = [audit.Excepted("CVE-1", "parser", "nobody calls it", DAY)]
    assert audit.open_ones(found, excepted, DAY) == []
    assert audit.open_ones(found, excepted, DAY + timedelta(days=1)) == found


def test_an_exception_covers_its_own_package_and_vulnerability_alone(audit: ModuleType) -> None:
    found = [
        audit.Found("app.txt", "parser", "1.0", frozenset({"CVE-2"})),
        audit.Found("app.txt", "other", "1.0", frozenset({"CVE-1"})),
    ]
    assert audit.open_ones(found, [audit.Excepted("CVE-1", "parser", "why", DAY)], DAY) == found


def test_every_exception_names_a_locked_package_says_why_and_ends_within_half_a_year_of_writing(
    audit: ModuleType,
) -> None:
    packages = {name for lock in audit.LOCKS for name in audit.locked((audit.FOLDER / lock).read_text())}
    excepted = audit.exceptions((audit.FOLDER / "audit.toml").read_text("utf-8"))
    assert len({(entry.package, entry.id) for entry in excepted}) == len(excepted)
    for entry in excepted:
        assert entry.package in packages and len(entry.reach) > 8, entry
        assert entry.until <= date.today() + HALF_A_YEAR, entry


def test_a_copy_of_the_advisories_is_read_without_a_network(
    audit: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = [{"introduced": "0"}, {"fixed": "1.2"}]
    affected = {"package": {"name": "a-parser"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    advisory = {"id": "PYSEC-1", "aliases": ["CVE-1"], "affected": [affected]}
    for name, more in {"one": {}, "two": {"withdrawn": "2026-01-01"}}.items():
        path = tmp_path / "vulns" / "a-parser" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(advisory | more))
    monkeypatch.setattr(audit, "FOLDER", tmp_path)
    for version, known in (("1.1", 1), ("1.2", 0), ("2.0", 0)):
        (tmp_path / "app.txt").write_text(f"A_Parser=={version} \\\n    --hash=sha256:0\n")
        assert len(list(audit.in_folder(tmp_path, "app.txt"))) == known
