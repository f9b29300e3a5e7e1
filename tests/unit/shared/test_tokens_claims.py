"""Every claim of an actor token, flipped one at a time."""

import base64
import time
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.contracts.common import Actor, Role
from shared.errors import NotAuthentic, StaleRequest
from shared.tokens import LIFETIME, mint, verify

KEYS = {name: Ed25519PrivateKey.generate() for name in ("portal", "case-ppt", "register")}
KARI = Actor(id="p-1", role=Role.EMPLOYEE, kommune="4999", owner="barnehage", unit="bekkelia")
BODY, AUDIENCE = b'{"case":"case-1"}', "case.barnehage"


def key_of(name: str) -> Ed25519PublicKey | None:
    return KEYS[name].public_key() if name in KEYS else None


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(value if isinstance(value, bytes) else orjson.dumps(value)).rstrip(b"=").decode()


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, claims, _ = (base64.urlsafe_b64decode(text + "==") for text in token.split("."))
    return orjson.loads(head), orjson.loads(claims)


def forged(claims: dict[str, Any] | None = None, head: dict[str, Any] | None = None, signer: str = "portal") -> str:
    """A token as the portal mints it, with some parts changed and signed anew."""
    old_head, old_claims = parts(mint(KEYS["portal"], "portal", AUDIENCE, KARI, BODY))
    new = {name: value for name, value in (old_claims | (claims or {})).items() if value is not None}
    text = f"{part(old_head | (head or {}))}.{part(new)}"
    return f"{text}.{part(KEYS[signer].sign(text.encode()))}"


def accepted(token: str, audience: str = AUDIENCE, body: bytes = BODY) -> Actor:
    return verify(token, key_of, audience, body)


def test_an_untouched_token_says_who_acts() -> None:
    assert accepted(mint(KEYS["portal"], "portal", AUDIENCE, KARI, BODY)) == accepted(forged()) == KARI


@pytest.mark.parametrize("claim", ["iss", "aud", "iat", "exp", "act", "msg"])
def test_no_claim_may_be_missing(claim: str) -> None:
    with pytest.raises(NotAuthentic):
        accepted(forged({claim: None}))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "case-ppt"},
        {"iss": "nobody"},
        {"iss": 7},
        {"aud": "case.ppt"},
        {"aud": ["case.barnehage", "case.ppt"]},
        {"msg": "other"},
        {"act": "p-1"},
        {"act": {}},
        {"act": {"id": "p-1"}},
        {"iat": "soon"},
        {"exp": []},
        {"exp": 1e999},
        {"act": KARI.model_dump(mode="json") | {"admin": True}},
        {"act": KARI.model_dump(mode="json") | {"role": "system"}},
    ],
)
def test_no_claim_may_be_another(claims: dict[str, Any]) -> None:
    with pytest.raises(NotAuthentic):
        accepted(forged(claims))


def test_a_token_is_bound_to_its_request_and_its_reader() -> None:
    token = mint(KEYS["portal"], "portal", AUDIENCE, KARI, BODY)
    for audience, body in [("case.ppt", BODY), ("consent.barnehage", BODY), (AUDIENCE, BODY + b" "), (AUDIENCE, b"")]:
        with pytest.raises(NotAuthentic):
            accepted(token, audience, body)


@pytest.mark.parametrize(
    ("issued", "expires"), [(-61, -1), (-3600, -3540), (60, 120), (6, 60), (0, 61), (-1, 3600), (-60, 0)]
)
def test_a_token_is_good_now_and_not_for_long(issued: int, expires: int) -> None:
    now = int(time.time())
    with pytest.raises(StaleRequest):
        accepted(forged({"iat": now + issued, "exp": now + expires}))


def test_two_clocks_may_differ_a_little() -> None:
    now = int(time.time())
    assert accepted(forged({"iat": now + 3, "exp": now + 3 + LIFETIME})) == KARI
    assert accepted(forged({"iat": now - 55, "exp": now + 5})) == KARI


@pytest.mark.parametrize(
    "head",
    [{"kid": "case-ppt"}, {"kid": "nobody"}, {"kid": None}, {"kid": ["portal"]}, {"alg": "none"}, {"alg": "HS256"}],
)
def test_the_header_names_the_issuer_and_one_algorithm(head: dict[str, Any]) -> None:
    with pytest.raises(NotAuthentic):
        accepted(forged(head=head))


def test_another_key_does_not_sign_for_the_portal() -> None:
    with pytest.raises(NotAuthentic):
        accepted(forged(signer="case-ppt"))
    with pytest.raises(NotAuthentic):
        accepted(forged(head={"kid": "case-ppt"}, signer="case-ppt"))


def test_a_public_key_is_no_shared_secret() -> None:
    """The classic confusion: HS256 with the public key, which everybody knows, as the secret."""
    text = f"{part({'alg': 'HS256', 'kid': 'portal'})}.{part(parts(forged())[1])}"
    with pytest.raises(NotAuthentic):
        accepted(f"{text}.{part(KEYS['portal'].public_key().public_bytes_raw())}")


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "....",
        "å.æ.ø",
        part({"alg": "Ed25519"}),
        f"{part(b'[' * 5000)}.e30.e30",
        f"{part([])}.{part([])}.e30",
        f"{part(b'null')}.e30.",
        f"{part({'alg': 'Ed25519', 'kid': 'portal', 'crit': ['x']})}.e30.e30",
        "x" * 100_000,
    ],
)
def test_what_is_no_token_is_refused_and_nothing_else(token: str) -> None:
    with pytest.raises(NotAuthentic):
        accepted(token)


def test_signed_claims_that_are_no_object_are_refused() -> None:
    for payload in (b"[]", b"null", b"1", b"", b"\xff", b"[" * 5000):
        text = f"{part({'alg': 'Ed25519', 'kid': 'portal'})}.{part(payload)}"
        with pytest.raises(NotAuthentic):
            accepted(f"{text}.{part(KEYS['portal'].sign(text.encode()))}")
