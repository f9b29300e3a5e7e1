"""A root key closes data keys where they are stored; no database holds it."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.contracts.common import Kommune
from shared.sealing import NONCE, DataKey, KeyId, SealBroken


class Root:
    """Closes data keys, each so that it opens only as itself. secret: 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._aes = AESGCM(secret)

    def wrap(self, kommune: Kommune, key: DataKey) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._aes.encrypt(nonce, key.secret, bound_to(kommune, key.id))

    def unwrap(self, kommune: Kommune, key: KeyId, wrapped: bytes) -> DataKey:
        """Raises SealBroken when it was wrapped as another key or under another root."""
        try:
            return DataKey(key, self._aes.decrypt(wrapped[:NONCE], wrapped[NONCE:], bound_to(kommune, key)))
        except InvalidTag as error:
            raise SealBroken from error


def bound_to(kommune: Kommune, key: KeyId) -> bytes:
    return f"{kommune}.{key}".encode()
