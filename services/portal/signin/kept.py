"""What a session keeps that a thief of the table must not read: sealed under the cookie, which is not in the table."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel

NONCE = 12  # bytes


class Kept(BaseModel, frozen=True):
    """name: where we know it from nowhere else. id_token: ends the provider's own session."""

    name: str | None = None
    id_token: str

    def sealed(self, secret: str) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(_key(secret)).encrypt(nonce, self.model_dump_json().encode(), None)


def opened(sealed: bytes, secret: str) -> Kept | None:
    try:
        return Kept.model_validate_json(AESGCM(_key(secret)).decrypt(sealed[:NONCE], sealed[NONCE:], None))
    except InvalidTag:
        return None


def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"kept", hashlib.sha256)
