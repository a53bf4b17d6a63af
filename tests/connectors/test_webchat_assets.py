"""The files of the web chat: of one version, for pages of every site, and nothing beside them."""

import httpx
import pytest

from connectors.webchat.asset_routes import files, version


def test_the_script_loads_the_modules_of_its_version_on_every_site(live_server: str) -> None:
    with httpx.Client(base_url=live_server, headers={"Origin": "https://li.example.tw"}) as client:
        script = client.get("/widget.js")
        assert f"widget/{version()}/chat.js" in script.text
        assert script.headers["cache-control"] == "no-cache"
        for name in files():
            module = client.get(f"/widget/{version()}/{name}")
            assert module.status_code == 200
            assert module.headers["access-control-allow-origin"] == "*"
            assert "immutable" in module.headers["cache-control"]


def test_a_file_of_a_version_that_is_gone_is_not_kept(live_server: str) -> None:
    module = httpx.get(f"{live_server}/widget/0123456789/chat.js")
    assert module.status_code == 200
    assert module.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["..%2fwidget.js", "..%2f..%2fassets.py", "nothing.js", "texts/", ""])
def test_nothing_else_is_served(live_server: str, name: str) -> None:
    assert httpx.get(f"{live_server}/widget/{version()}/{name}").status_code == 404


def test_there_are_no_headlines_in_a_language_that_the_chat_does_not_speak(live_server: str) -> None:
    assert httpx.get(f"{live_server}/widget/{version()}/headlines/ja.js").status_code == 404


@pytest.mark.parametrize(
    ("language", "part"), [("zh-Hant", "資遣費怎麼計算？"), ("vi", "lương"), ("en", "overtime")]
)
def test_headlines_are_those_of_the_entries_in_that_language(
    live_server: str, language: str, part: str
) -> None:
    module = httpx.get(f"{live_server}/widget/{version()}/headlines/{language}.js")
    assert module.text.startswith("export default [")
    assert part in module.text


def test_no_module_has_more_than_one_job() -> None:
    assert (
        max(len(path.read_text("utf-8").splitlines()) for path in files().values() if path.suffix == ".js")
        <= 200
    )
