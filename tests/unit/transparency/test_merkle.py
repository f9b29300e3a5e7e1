"""The tree against the definition in RFC 6962, written down as it stands there."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency import merkle
from shared.transparency.errors import Unproven
from tests.unit.transparency.logs import Log, entries

SIZES = st.integers(1, 300)
FULL = Log(entries(300))


def mth(leaves: list[bytes]) -> bytes:
    """Merkle Tree Hash, RFC 6962 section 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """Section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], *, whole: bool) -> list[bytes]:
    """Section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole=whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], whole=False), mth(leaves[:k])]


def split(n: int) -> int:
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_a_root_is_the_merkle_tree_hash(leaves: list[bytes]) -> None:
    assert merkle.root(map(merkle.leaf_hash, leaves)) == mth(leaves)


@given(st.lists(st.integers(0, 40), max_size=8))
def test_growing_in_steps_stores_what_growing_at_once_does(steps: list[int]) -> None:
    stepwise = Log()
    for step in steps:
        stepwise.extend(FULL.entries[len(stepwise.entries) : len(stepwise.entries) + step])
    at_once = Log(FULL.entries[: sum(steps)])
    assert (stepwise.nodes, stepwise.checkpoint()) == (at_once.nodes, at_once.checkpoint())


@given(SIZES)
def test_every_stored_node_is_the_root_over_its_leaves(size: int) -> None:
    log = Log(FULL.entries[:size])
    assert log.nodes == {
        (level, index): mth(log.entries[index << level : (index + 1) << level])
        for level in range(size.bit_length())
        for index in range(size >> level)
    }


@given(SIZES, st.data())
def test_an_inclusion_proof_is_the_path_and_holds(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = FULL.inclusion(index, size)
    assert proof == path(index, FULL.entries[:size])
    merkle.check_inclusion(proof, index, size, merkle.leaf_hash(FULL.entries[index]), mth(FULL.entries[:size]))


@given(SIZES, st.data())
def test_a_consistency_proof_is_the_subproof_and_holds(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    proof = FULL.consistency(old, size)
    assert proof == subproof(old, FULL.entries[:size], whole=True)
    merkle.check_consistency(proof, old, size, mth(FULL.entries[:old]), mth(FULL.entries[:size]))


@given(SIZES, st.data())
def test_no_proof_holds_for_another_place_leaf_or_size(size: int, data: st.DataObject) -> None:
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(-2, 302))
    proof, root = FULL.inclusion(index, size), mth(FULL.entries[:size])
    leaf = merkle.leaf_hash(FULL.entries[index])
    if other != index:
        refused_inclusion(proof, other, size, leaf, root)
        refused_inclusion(proof, index, size, merkle.leaf_hash(str(other).encode()), root)
    if len(merkle.inclusion_ranges(index, max(other, 1))) != len(proof):
        refused_inclusion(proof, index, other, leaf, root)


@pytest.mark.parametrize("index", [-1, -2, 4, 5])
def test_no_leaf_stands_outside_the_tree(index: int) -> None:
    leaf, root = merkle.leaf_hash(FULL.entries[0]), mth(FULL.entries[:4])
    refused_inclusion(FULL.inclusion(0, 4), index, 4, leaf, root)


@pytest.mark.parametrize("bit", range(8))
def test_a_proof_with_any_bit_changed_is_refused(bit: int) -> None:
    size, index, old = 299, 130, 77
    root, old_root = mth(FULL.entries[:size]), mth(FULL.entries[:old])
    leaf = merkle.leaf_hash(FULL.entries[index])
    for changed in with_one_bit_changed(FULL.inclusion(index, size), bit):
        refused_inclusion(changed, index, size, leaf, root)
    for changed in with_one_bit_changed(FULL.consistency(old, size), bit):
        with pytest.raises(Unproven):
            merkle.check_consistency(changed, old, size, old_root, root)
    for [changed_root] in with_one_bit_changed([root], bit):
        refused_inclusion(FULL.inclusion(index, size), index, size, leaf, changed_root)
        with pytest.raises(Unproven):
            merkle.check_consistency(FULL.consistency(old, size), old, size, old_root, changed_root)


def with_one_bit_changed(proof: list[bytes], bit: int) -> list[list[bytes]]:
    return [
        [*proof[:place], one[:at] + bytes([one[at] ^ 1 << bit]) + one[at + 1 :], *proof[place + 1 :]]
        for place, one in enumerate(proof)
        for at in range(merkle.HASH)
    ]


def refused_inclusion(proof: list[bytes], index: int, size: int, leaf: bytes, root: bytes) -> None:
    with pytest.raises(Unproven):
        merkle.check_inclusion(proof, index, size, leaf, root)
