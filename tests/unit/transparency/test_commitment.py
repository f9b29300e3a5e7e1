from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency.commitment import KEY, open_commitment, opening
from shared.transparency.errors import Malformed, Unproven

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)
ENTRIES = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=4), VALUES, max_size=6)
KEYS = st.binary(min_size=KEY, max_size=KEY)
ENTRY = {"action": "read-timeline", "outcome": "done", "actor": "kari-nes", "wseq": 7}


@given(ENTRIES, KEYS)
def test_an_opening_gives_the_entry_back(entry: dict[str, Any], key: bytes) -> None:
    opened = opening(entry, key)
    assert open_commitment(opened.commitment(), opened.encode()).entry() == entry


@given(KEYS, KEYS)
def test_the_same_entry_looks_otherwise_under_every_key(one: bytes, other: bytes) -> None:
    assert (opening(ENTRY, one).commitment() == opening(ENTRY, other).commitment()) == (one == other)


def test_the_order_of_fields_does_not_matter() -> None:
    backwards = dict(reversed(ENTRY.items()))
    assert opening(backwards, bytes(KEY)) == opening(ENTRY, bytes(KEY))


def test_every_byte_is_committed_to() -> None:
    opened = opening(ENTRY, bytes(range(KEY)))
    encoded = opened.encode()
    for at in range(len(encoded)):
        with pytest.raises(Unproven):
            open_commitment(opened.commitment(), encoded[:at] + bytes([encoded[at] ^ 1]) + encoded[at + 1 :])


@pytest.mark.parametrize("key", [b"", bytes(KEY - 1), bytes(KEY + 1)])
def test_a_key_of_another_length_is_refused(key: bytes) -> None:
    with pytest.raises(Malformed):
        opening(ENTRY, key)


def test_what_is_too_short_to_hold_a_key_opens_nothing() -> None:
    with pytest.raises(Malformed):
        open_commitment(bytes(32), bytes(KEY - 1))


def test_the_json_is_canonical() -> None:
    """The example of RFC 8785 section 3.2.2, with the numbers that an entry may hold."""
    entry = {"string": '\u20ac$\u000f\nA\'B"\\\\"/', "literals": [None, True, False], "numbers": [4.5, 0.002, 1e-27]}
    assert opening(entry, bytes(KEY)).canonical.decode() == (
        r'{"literals":[null,true,false],"numbers":[4.5,0.002,1e-27],"string":"€$\u000f\nA' + "'" + r'B\"\\\\\"/"}'
    )


def test_a_commitment_is_an_hmac_of_the_domain_and_the_entry() -> None:
    """Computed apart, by `openssl mac`; so that nobody changes what has been committed to."""
    assert (
        opening({"a": 1}, bytes(range(KEY))).commitment().hex()
        == "97383fcb8a53a1a3592c557bd9510ed620acbfa6a34546cdee71f07325d8a7be"
    )
