"""The files of ``deploy/`` are right by the programs that read them, and in step with the project."""

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import make_url
from typer.main import get_command
from websockets.sync.client import connect

from cli import app
from core.settings import ENV_FILE, PREFIX, ROOT, Settings, variable
from tests import nginx

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
# systemd's own scale: below 3 is "OK", 9 and more "unsafe".
_EXPOSURE = 25


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as on a machine whose /opt/labordesk is this checkout, each template for one port."""
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text("utf-8").replace("/opt/labordesk", str(ROOT))
        (tmp_path / name.replace("@", "@8000")).write_text(text, "utf-8")
    return tmp_path


def _systemd(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", "--no-pager", *arguments], cwd=folder, capture_output=True, text=True
    )


def test_systemd_takes_every_unit_without_a_word(units: Path) -> None:
    told = _systemd("verify", *(path.name for path in units.iterdir()), folder=units)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_every_service_is_shut_in(name: str, units: Path) -> None:
    unit = name.replace("@", "@8000")
    told = _systemd("security", "--offline=true", f"--threshold={_EXPOSURE}", unit, folder=units)
    assert told.returncode == 0, told.stdout[-300:]


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_units_name_only_settings_and_commands_that_exist(name: str) -> None:
    text = (DEPLOY / "systemd" / name).read_text("utf-8")
    assert set(re.findall(rf"{PREFIX}\w+", text)) <= {variable(field) for field in Settings.model_fields}
    commands = re.findall(r"/\.venv/bin/labordesk (\w+)", text)
    assert commands or "rasa run" in text
    assert set(commands) <= set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_containers_are_made_by_targets_of_the_makefile() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    made = [
        words for line in lines if line.startswith("RUN ") for words in re.findall(r"make ([^&\n]+)", line)
    ]
    targets = [words.split()[0] for words in made if not words.startswith("&")]
    assert targets == [".venv/installed", "install-serving", ".venv-rasa/installed", "model"]
    for target in targets:
        told = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True)
        assert told.returncode == 0, told.stderr


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_the_composition_sets_only_what_there_is(compose: Any) -> None:
    stages = set(re.findall(r"FROM \S+ AS (\w+)", (DEPLOY / "Containerfile").read_text("utf-8")))
    known = {variable(field) for field in Settings.model_fields}
    for name, part in compose["services"].items():
        ours = {key for key in part.get("environment", {}) if key.startswith(PREFIX)}
        assert ours <= known, name
        assert part.get("build", {}).get("target", "app") in stages, name


def test_the_composition_is_a_city_and_only_the_proxy_is_seen(compose: Any) -> None:
    services = compose["services"]
    assert {"app-1", "app-2", "rasa-1", "rasa-2", "database", "proxy"} <= services.keys()
    assert [name for name, part in services.items() if "ports" in part] == ["proxy"]
    address = services["proxy"]["networks"]["inside"]["ipv4_address"]
    assert services["app-1"]["environment"][variable("trusted_proxies")] == address
    rasas = services["app-1"]["environment"][variable("rasa_url")]
    assert set(re.findall(r"//([\w-]+):5005", rasas)) == {"rasa-1", "rasa-2"}


def test_a_container_that_is_made_anew_is_found_again_and_none_takes_the_place_of_another(
    compose: Any,
) -> None:
    """nginx looks names up once, when it starts: what it is told are addresses, and they stay."""
    services, (pool,) = compose["services"], compose["networks"]["inside"]["ipam"]["config"]
    fixed = {
        name: part["networks"]["inside"]["ipv4_address"]
        for name, part in services.items()
        if isinstance(part["networks"], dict)
    }
    upstream = (DEPLOY / "nginx" / "compose-upstream.conf").read_text("utf-8")
    apps = [name for name in services if name.startswith("app-")]
    assert re.findall(r"server ([\w.-]+):8000", upstream) == [fixed[name] for name in apps]
    handed_out, subnet = ip_network(pool["ip_range"]), ip_network(pool["subnet"])
    places = [ip_address(address) for address in fixed.values()]
    assert len(set(places)) == len(places) and handed_out.subnet_of(subnet)  # type: ignore[arg-type]
    assert all(place in subnet and place not in handed_out for place in places)


def test_the_nightly_backup_leaves_room_for_those_to_come(tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / "labordesk-backup.service").read_text("utf-8")
    (made,) = re.findall(r"backup /var/backups/labordesk/(.+)'$", text, re.MULTILINE)
    (sweep,) = re.findall(r"^ExecStartPost=(.+)$", text, re.MULTILINE)  # only after a backup that was made
    old, new, other = (
        tmp_path / name for name in (re.sub(r"\$\(.*\)", "1", made), "labordesk-2.zip", "x.zip")
    )
    for file in (old, new, other):
        file.touch()
    for file in (old, other):
        os.utime(file, (0, 0))
    subprocess.run(shlex.split(sweep.replace("/var/backups/labordesk", str(tmp_path))), check=True)
    assert sorted(tmp_path.iterdir()) == [new, other]


def test_the_password_of_the_database_is_in_no_address(compose: Any) -> None:
    """In an address ``@``, ``#`` or ``/`` would end it; the driver and pg_dump find it beside."""
    given = compose["services"]["app-1"]["environment"]
    assert make_url(given[variable("database_url")]).password is None
    assert (
        given["PGPASSWORD"].startswith("${POSTGRES_PASSWORD")
        and "PGPASSWORD" in compose["services"]["setup"]["environment"]
    )


@pytest.fixture(scope="module")
def proxied(live_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real nginx in front of the running app."""
    app_port = httpx.URL(live_server).port
    assert app_port is not None
    with nginx.in_front_of([app_port], tmp_path_factory.mktemp("nginx")) as address:
        yield address


def test_nginx_hands_pages_and_the_chat_through(proxied: str) -> None:
    assert httpx.get(f"{proxied}/faq/overtime-pay", timeout=60).status_code == 200
    reply = httpx.post(f"{proxied}/api/v1/chat", json={"session": None, "text": "特休幾天"}, timeout=60)
    assert reply.json()["state"]["intent"] == "faq"
    with connect(f"{proxied.replace('http', 'ws')}/ws/chat", origin=None) as socket:
        assert socket.protocol.state.name == "OPEN"


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_monitoring_is_not_seen_from_outside(proxied: str, path: str) -> None:
    assert httpx.get(f"{proxied}{path}", timeout=60).status_code == 404


def test_a_probe_inside_asks_the_app_itself(live_server: str) -> None:
    assert httpx.get(f"{live_server}/readyz", timeout=60).status_code in {200, 503}


def test_the_example_of_settings_fits_the_units() -> None:
    """What the units read from /etc/labordesk/labordesk.env is a file like ``.env.example``."""
    assert ENV_FILE.name == ".env"
    assert "EnvironmentFile=/etc/labordesk/labordesk.env" in (
        DEPLOY / "systemd" / "labordesk-app@.service"
    ).read_text("utf-8")
