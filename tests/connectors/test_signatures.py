"""Signatures of webhooks, with the published test vectors of HMAC-SHA256 (RFC 4231, case 2)."""

import pytest

from connectors import signatures
from connectors.contract import BadSignature, Unsigned
from core.errors import NotFound

SECRET, BODY = "Jefe", b"what do ya want for nothing?"
HEX = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
SIGNED = f"sha256={HEX}"


def test_the_digest_is_that_of_the_standard_as_each_platform_writes_it() -> None:
    assert signatures.digest(SECRET, BODY).hex() == HEX
    assert signatures.hex_digest(SECRET, BODY) == SIGNED
    assert signatures.base64_digest(SECRET, BODY) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="


def test_the_right_signature_passes() -> None:
    signatures.require_equal(SIGNED, signatures.hex_digest(SECRET, BODY))


@pytest.mark.parametrize("given", [SIGNED.upper(), SIGNED[:-1], SIGNED + "0", "簽章", "sha256="])
def test_any_other_is_refused_with_a_sentence(given: str) -> None:
    with pytest.raises(BadSignature, match=r"^簽章不符：這個請求不是平台送來的，沒有處理。$") as refused:
        signatures.require_equal(given, SIGNED)
    assert not isinstance(refused.value, Unsigned)


@pytest.mark.parametrize("given", [None, ""])
def test_none_at_all_is_told_from_a_wrong_one(given: str | None) -> None:
    with pytest.raises(Unsigned, match="簽章不符"):
        signatures.require_equal(given, SIGNED)


def test_a_platform_that_never_asks_for_the_address_has_no_such_page() -> None:
    with pytest.raises(NotFound, match=r"^這個平台不會用 GET 驗證網址，沒有這一頁。$"):
        signatures.no_handshake()
