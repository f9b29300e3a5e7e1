"""RFC 9180's own vectors for the suite that leases are sealed with: for us, and for the peer we are tried against."""

from importlib.resources import files
from typing import Any

import orjson
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

from shared.sealing import HPKE

VECTORS: list[dict[str, Any]] = orjson.loads(
    (files("cryptography_vectors") / "HPKE" / "test-vectors.json").read_bytes()
)
BASE, X25519, SHA256, AES256 = 0, 0x0020, 0x0001, 0x0002
PEER = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)
(OURS,) = [
    one for one in VECTORS
    if (one["mode"], one["kem_id"], one["kdf_id"], one["aead_id"]) == (BASE, X25519, SHA256, AES256)
]  # fmt: skip
PRIVATE = X25519PrivateKey.from_private_bytes(bytes.fromhex(OURS["skRm"]))
INFO, ENC, KEY, NONCE = (bytes.fromhex(OURS[name]) for name in ("info", "enc", "key", "base_nonce"))


def _private() -> Any:
    return KEMKey.from_pyca_cryptography_key(PRIVATE)


def test_the_peer_opens_every_message_of_the_rfc_and_derives_its_exports() -> None:
    recipient = PEER.create_recipient_context(ENC, _private(), info=INFO)
    for message in OURS["encryptions"]:
        opened = recipient.open(bytes.fromhex(message["ct"]), aad=bytes.fromhex(message["aad"]))
        assert opened == bytes.fromhex(message["pt"])
    for export in OURS["exports"]:
        derived = recipient.export(bytes.fromhex(export["exporter_context"]), export["L"])
        assert derived == bytes.fromhex(export["exported_value"])
    assert len(OURS["encryptions"]) > 200


def test_ours_derives_the_rfcs_key_and_nonce() -> None:
    """Ours takes no associated data, which the RFC's messages have: so its key and nonce close one without."""
    closed = AESGCM(KEY).encrypt(NONCE, b"a data key", None)
    assert HPKE.decrypt(ENC + closed, PRIVATE, INFO) == b"a data key"


@pytest.mark.parametrize(
    ("enc", "info", "key"),
    [
        (ENC, INFO + b"x", PRIVATE),
        (ENC, INFO, X25519PrivateKey.generate()),
        (X25519PrivateKey.generate().public_key().public_bytes_raw(), INFO, PRIVATE),
    ],
    ids=["another info", "another recipient", "another sender"],
)
def test_ours_opens_for_nobody_else_and_nowhere_else(enc: bytes, info: bytes, key: X25519PrivateKey) -> None:
    closed = AESGCM(KEY).encrypt(NONCE, b"a data key", None)
    with pytest.raises(InvalidTag):
        HPKE.decrypt(enc + closed, key, info)
