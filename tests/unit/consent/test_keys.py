import base64
import os
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey, KEMKeyInterface

from shared.contracts.common import Category
from shared.root_key import Root
from shared.sealing import DataKey, KeyId, SealBroken, open_lease, seal_lease

KEY = KeyId("c-1", "barnehage", Category.NOTES, 1)
DATA_KEY = DataKey(KEY, os.urandom(32))
UNTIL = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
INFO = b'["stafettlogg/lease/v1","c-1.barnehage.notes.1","ppt","2026-11-23T09:05:00+00:00"]'
PEER = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.AES256_GCM)


# --- Wrapped under the root -----------------------------------------------------------------------


def test_a_wrapped_key_opens_as_itself() -> None:
    root = Root(os.urandom(32))
    wrapped = root.wrap("4999", DATA_KEY)
    assert DATA_KEY.secret not in wrapped
    assert root.unwrap("4999", KEY, wrapped) == DATA_KEY


@pytest.mark.parametrize(
    ("kommune", "key"),
    [
        ("4998", KEY),
        ("4999", KEY._replace(child="c-2")),
        ("4999", KEY._replace(owner="ppt")),
        ("4999", KEY._replace(category=Category.HEALTH)),
        ("4999", KEY._replace(epoch=2)),
    ],
)
def test_a_wrapped_key_moved_to_another_place_opens_no_more(kommune: str, key: KeyId) -> None:
    root = Root(os.urandom(32))
    with pytest.raises(SealBroken):
        root.unwrap(kommune, key, root.wrap("4999", DATA_KEY))


def test_another_root_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        Root(os.urandom(32)).unwrap("4999", KEY, Root(os.urandom(32)).wrap("4999", DATA_KEY))


def test_a_changed_bit_is_found() -> None:
    root = Root(os.urandom(32))
    wrapped = bytearray(root.wrap("4999", DATA_KEY))
    for place in range(len(wrapped)):
        wrapped[place] ^= 1
        with pytest.raises(SealBroken):
            root.unwrap("4999", KEY, bytes(wrapped))
        wrapped[place] ^= 1


def test_the_same_key_is_wrapped_differently_each_time() -> None:
    root = Root(os.urandom(32))
    assert root.wrap("4999", DATA_KEY) != root.wrap("4999", DATA_KEY)


# --- Leases, against an implementation that is not ours -------------------------------------------


def theirs(key: X25519PrivateKey | X25519PublicKey) -> KEMKeyInterface:
    if isinstance(key, X25519PublicKey):
        return KEMKey.from_jwk({"kty": "OKP", "crv": "X25519", "x": _b64(key.public_bytes_raw())})
    public = _b64(key.public_key().public_bytes_raw())
    return KEMKey.from_jwk({"kty": "OKP", "crv": "X25519", "x": public, "d": _b64(key.private_bytes_raw())})


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def test_the_peer_opens_our_lease() -> None:
    private = X25519PrivateKey.generate()
    lease = seal_lease(private.public_key(), DATA_KEY, "ppt", UNTIL)
    assert lease[:1] == b"\x01"
    recipient = PEER.create_recipient_context(lease[1:33], theirs(private), info=INFO)
    assert recipient.open(lease[33:]) == DATA_KEY.secret


def test_we_open_the_peers_lease() -> None:
    private = X25519PrivateKey.generate()
    enc, sender = PEER.create_sender_context(theirs(private.public_key()), info=INFO)
    lease = b"\x01" + enc + sender.seal(DATA_KEY.secret)
    assert open_lease(private, KEY, "ppt", UNTIL, lease) == DATA_KEY


@pytest.mark.parametrize(
    ("key", "reader", "until"),
    [
        (KEY._replace(child="c-2"), "ppt", UNTIL),
        (KEY._replace(epoch=2), "ppt", UNTIL),
        (KEY, "helsestasjon", UNTIL),
        (KEY, "ppt", UNTIL + timedelta(hours=1)),
    ],
)
def test_a_lease_opens_only_as_what_it_was_given_for(key: KeyId, reader: str, until: datetime) -> None:
    private = X25519PrivateKey.generate()
    lease = seal_lease(private.public_key(), DATA_KEY, "ppt", UNTIL)
    with pytest.raises(SealBroken):
        open_lease(private, key, reader, until, lease)


def test_nobody_else_opens_a_lease() -> None:
    lease = seal_lease(X25519PrivateKey.generate().public_key(), DATA_KEY, "ppt", UNTIL)
    with pytest.raises(SealBroken):
        open_lease(X25519PrivateKey.generate(), KEY, "ppt", UNTIL, lease)


def test_a_lease_of_an_unknown_suite_is_not_opened() -> None:
    private = X25519PrivateKey.generate()
    lease = b"\x02" + seal_lease(private.public_key(), DATA_KEY, "ppt", UNTIL)[1:]
    with pytest.raises(SealBroken):
        open_lease(private, KEY, "ppt", UNTIL, lease)


def test_a_key_does_not_show_itself() -> None:
    assert repr(DATA_KEY) == "DataKey(c-1.barnehage.notes.1)"
