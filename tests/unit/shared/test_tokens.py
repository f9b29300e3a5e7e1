import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contracts.common import Actor, Role
from shared.errors import NotAuthentic
from shared.tokens import mint, verify

BODY = b"{}"
KEYS = {name: Ed25519PrivateKey.generate() for name in ("case-ppt", "consent", "portal", "register")}


def verified(issuer: str, actor: Actor, *, signer: str | None = None, audience: str = "consent.ppt") -> Actor:
    token = mint(KEYS[signer or issuer], issuer, "consent.ppt", actor, BODY)
    return verify(token, lambda name: KEYS[name].public_key() if name in KEYS else None, audience, BODY)


def actor(name: str, role: Role, owner: str) -> Actor:
    return Actor(id=name, role=role, kommune="4999", owner=owner)


@pytest.mark.parametrize(("issuer", "owner"), [("case-ppt", "ppt"), ("consent", "consent")])
def test_an_identity_speaks_for_itself_and_its_owner(issuer: str, owner: str) -> None:
    itself = actor(issuer, Role.SYSTEM, owner)
    assert verified(issuer, itself) == itself


@pytest.mark.parametrize(
    ("issuer", "claimed"),
    [
        ("case-ppt", actor("case-ppt", Role.SYSTEM, "barnehage")),
        ("case-ppt", actor("case-ppt", Role.SYSTEM, "consent")),
        ("case-ppt", actor("case-barnehage", Role.SYSTEM, "ppt")),
        ("case-ppt", actor("p-1", Role.GUARDIAN, "familie")),
        ("case-ppt", actor("register", Role.REGISTER, "register")),
        ("consent", actor("consent", Role.SYSTEM, "ppt")),
        ("portal", actor("portal", Role.SYSTEM, "portal")),
        ("portal", actor("register", Role.REGISTER, "register")),
        ("register", actor("register", Role.SYSTEM, "register")),
    ],
)
def test_nobody_speaks_for_somebody_else(issuer: str, claimed: Actor) -> None:
    with pytest.raises(NotAuthentic):
        verified(issuer, claimed)


def test_a_token_is_good_for_one_audience_and_one_signer() -> None:
    itself = actor("case-ppt", Role.SYSTEM, "ppt")
    with pytest.raises(NotAuthentic):
        verified("case-ppt", itself, audience="consent.barnehage")
    with pytest.raises(NotAuthentic):
        verified("case-ppt", itself, signer="consent")
