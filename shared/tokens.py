"""The actor token: a short-lived, signed word of who is acting, bound to one request at one service."""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OKPKey
from pydantic import ValidationError

from shared.contracts.common import Actor, Role
from shared.errors import NotAuthentic, StaleRequest

HEADER = "Stafett-Actor"
ALGORITHMS = ["Ed25519"]
LIFETIME = 60  # seconds
SKEW = 5  # seconds that two machines' clocks may differ
MAY_SPEAK_FOR: Mapping[str, frozenset[Role]] = {
    "portal": frozenset(Role) - {Role.REGISTER, Role.SYSTEM},
    "register": frozenset({Role.REGISTER}),
}
"""Which identity may vouch for whom. Every other identity speaks only for itself and its owner, as Role.SYSTEM."""

KeyOf = Callable[[str], Ed25519PublicKey | None]


def mint(key: Ed25519PrivateKey, issuer: str, audience: str, actor: Actor, body: bytes) -> str:
    """A compact JWS. audience: `<service>.<owner>`."""
    now = int(time.time())
    claims = {
        "iss": issuer, "aud": audience, "iat": now, "exp": now + LIFETIME, "jti": uuid4().hex,
        "act": actor.model_dump(mode="json", exclude_none=True), "msg": _digest(body),
    }  # fmt: skip
    return jwt.encode({"alg": "Ed25519", "kid": issuer}, claims, OKPKey.import_key(key), algorithms=ALGORITHMS)


def verify(token: str, key_of: KeyOf, audience: str, body: bytes) -> Actor:
    """Returns who acts. Raises NotAuthentic for a forged, misdirected or moved token, StaleRequest for an old one."""
    try:
        decoded = jwt.decode(token, lambda header: _key(header, key_of), algorithms=ALGORITHMS)
        claims = decoded.claims
        actor = Actor.model_validate(claims["act"])
        issuer, issued, expires = str(claims["iss"]), int(claims["iat"]), int(claims["exp"])
    except (JoseError, ValidationError, LookupError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise NotAuthentic from error
    if claims.get("aud") != audience or claims.get("msg") != _digest(body):
        raise NotAuthentic
    if decoded.header["kid"] != issuer or actor.role not in MAY_SPEAK_FOR.get(issuer, {Role.SYSTEM}):
        raise NotAuthentic
    if actor.role is Role.SYSTEM and (actor.id != issuer or issuer not in (actor.owner, f"case-{actor.owner}")):
        raise NotAuthentic
    if not issued - SKEW <= time.time() < expires or expires - issued > LIFETIME:
        raise StaleRequest
    return actor


def _key(header: GuestProtocol, key_of: KeyOf) -> OKPKey:
    claimed: Any = header.headers().get("kid")
    key = key_of(claimed) if isinstance(claimed, str) else None
    if key is None:
        raise NotAuthentic
    return OKPKey.import_key(key)


def _digest(body: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode("ascii")
