import os
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
import uuid_utils.compat as uuid
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.contracts.common import Category
from shared.sealing import DataKey, KeyId, SealBroken, open_lease, place, seal_lease

KEY = DataKey(KeyId("c-1", "ppt", Category.NOTES, 1), bytes(range(32)))
EVENT = UUID("019ab028-8080-7a0e-8ea1-5d9a2c9a54d5")
HERE = place("4999", "s-1", EVENT, "written/1", KEY.id)
PERSONAL = {"text": "Maja ler mer nå"}
UNTIL = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


def test_what_was_sealed_is_opened_where_it_belongs() -> None:
    assert KEY.open(HERE, KEY.seal(HERE, PERSONAL)) == PERSONAL


def test_the_same_text_never_gives_the_same_ciphertext() -> None:
    assert len({KEY.seal(HERE, PERSONAL) for _ in range(100)}) == 100


def test_a_ciphertext_moved_to_any_other_place_does_not_open() -> None:
    sealed = KEY.seal(HERE, PERSONAL)
    keys = [KEY.id, KEY.id._replace(child="c-2"), KEY.id._replace(owner="bup"), KEY.id._replace(epoch=2),
            KEY.id._replace(category=Category.HEALTH)]  # fmt: skip
    events = [EVENT, uuid.uuid7()]
    kinds = ["written/1", "written/2", "read/1"]
    places = [place(*where) for where in product(["4999", "4601"], ["s-1", "s-2"], events, kinds, keys)]
    assert len(set(places)) == len(places)
    for where in places[1:]:
        with pytest.raises(SealBroken):
            KEY.open(where, sealed)


def test_no_two_places_are_written_alike() -> None:
    assert place("4999", 's","x', EVENT, "a/1", KEY.id) != place("4999", "s", EVENT, 'x","a/1', KEY.id)


@pytest.mark.parametrize("at", range(0, 50, 7))
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(KEY.seal(HERE, PERSONAL))
    sealed[at] ^= 1
    with pytest.raises(SealBroken):
        KEY.open(HERE, bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 27])
def test_a_ciphertext_cut_short_is_broken_and_nothing_else(length: int) -> None:
    with pytest.raises(SealBroken):
        KEY.open(HERE, KEY.seal(HERE, PERSONAL)[:length])


def test_a_key_never_shows_its_secret() -> None:
    shown = f"{KEY} {KEY!r} {[KEY]}"
    assert KEY.secret.hex() not in shown
    assert repr(KEY.secret) not in shown


def test_the_name_of_a_key_is_read_back() -> None:
    assert KeyId.parse(str(KEY.id)) == KEY.id == KeyId("c-1", "ppt", Category.NOTES, 1)


@pytest.mark.parametrize("name", ["", "c-1", "c-1.ppt.notes", "c-1.ppt.secrets.1", "c-1.ppt.notes.one", "a.b.c.d.e"])
def test_what_is_not_the_name_of_a_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        KeyId.parse(name)


PRIVATE = X25519PrivateKey.from_private_bytes(bytes([7] * 32))


def test_a_lease_opens_for_the_reader_it_was_made_for() -> None:
    lease = seal_lease(PRIVATE.public_key(), KEY, "barnehage", UNTIL)
    assert open_lease(PRIVATE, KEY.id, "barnehage", UNTIL, lease) == KEY


def test_a_lease_opens_for_no_other_reader_time_or_key() -> None:
    lease = seal_lease(PRIVATE.public_key(), KEY, "barnehage", UNTIL)
    stranger = X25519PrivateKey.generate()
    for private, key, reader, until in [
        (stranger, KEY.id, "barnehage", UNTIL),
        (PRIVATE, KEY.id._replace(epoch=2), "barnehage", UNTIL),
        (PRIVATE, KEY.id, "ppt", UNTIL),
        (PRIVATE, KEY.id, "barnehage", UNTIL + timedelta(minutes=5)),
    ]:
        with pytest.raises(SealBroken):
            open_lease(private, key, reader, until, lease)


@pytest.mark.parametrize(
    "lease",
    [b"", b"\x01", b"\x02" + os.urandom(80), b"\x01" + os.urandom(20), b"\x01" + bytes(80)],
    ids=["nothing", "a suite alone", "another suite", "too short", "zeros"],
)
def test_what_is_no_lease_is_broken_and_nothing_else(lease: bytes) -> None:
    with pytest.raises(SealBroken):
        open_lease(PRIVATE, KEY.id, "barnehage", UNTIL, lease)
