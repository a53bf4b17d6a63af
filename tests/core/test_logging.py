"""Every line of the log is one JSON object that quotes nobody."""

import json
import logging
import subprocess
import sys

import pytest

from core.logging import JsonLines
from core.settings import ROOT

BODY = '<html>"老闆欠薪" 0912-345-678</html>'
# In a process of its own: what a program logs from its start on, by each of the libraries.
PROGRAM = """
import logging, structlog
from core.logging import configure_logging
logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler())
configure_logging("INFO")
try:
    raise ValueError('<html>"secret"</html>')
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application\\n")
    logging.getLogger("telegram.request").exception('Can not load invalid JSON data: "<html>secret</html>"')
logging.getLogger("a.library").warning('it said "no" on\\ntwo lines')
structlog.get_logger().info("ours", number=1)
"""


def test_each_line_of_each_library_is_one_json_object() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    lines = [json.loads(line) for line in (ran.stdout + ran.stderr).splitlines()]
    assert sorted(line["event"] for line in lines) == [
        "Exception in ASGI application",
        'it said "no" on',
        "ours",
    ]
    assert "secret" not in ran.stdout + ran.stderr


@pytest.mark.parametrize("quoted", [BODY, "[parameters: ('王小明',)]"])
def test_of_an_exception_its_kind_and_place_are_told_and_not_its_words(quoted: str) -> None:
    try:
        raise RuntimeError(quoted)
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info())
    line = json.loads(JsonLines().format(record))
    assert (line["event"], line["kind"]) == ("it broke", "RuntimeError")
    assert __file__ in line["at"][0] and quoted not in json.dumps(line, ensure_ascii=False)
