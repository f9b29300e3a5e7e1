"""What others have published: proofs good and bad, and a signed log. Sources and licences stand in the files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pymerkle import InmemoryTree

from shared.transparency import merkle, note
from shared.transparency.checkpoint import Checkpoint, open_checkpoint
from shared.transparency.encoding import from_base64
from shared.transparency.errors import Unproven
from tests.unit.transparency.logs import Log, entries
from tests.unit.transparency.spoilt import SOME, Consistency, Inclusion, consistencies, inclusions

VECTORS = Path(__file__).parent / "vectors"
PROOFS = json.loads((VECTORS / "proofs.json").read_text(encoding="utf-8"))
PUBLISHED = json.loads((VECTORS / "log.json").read_text(encoding="utf-8"))
LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in PROOFS["leaves"]]
ROOTS = [bytes.fromhex(root) for root in PROOFS["roots"]]
WORDS = {"one": b"don't care 1", "two": b"don't care 2", "empty": merkle.EMPTY}
ENTRIES = [entry.encode() for entry in PUBLISHED["entries"]]
KEY = note.parse_key(PUBLISHED["key"])


def good_inclusions() -> list[Inclusion]:
    return [
        Inclusion(one["index"], one["size"], LEAVES[one["index"]], ROOTS[one["size"] - 1], hashes(one["proof"]))
        for one in PROOFS["inclusion"]
    ]


def good_consistencies() -> list[Consistency]:
    return [
        Consistency(one["old"], one["size"], ROOTS[one["old"] - 1], ROOTS[one["size"] - 1], hashes(one["proof"]))
        for one in PROOFS["consistency"]
    ]


def hashes(proof: list[str]) -> tuple[bytes, ...]:
    return tuple(map(bytes.fromhex, proof))


def holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except Unproven:
        return False
    return True


def included(one: Inclusion) -> bool:
    return holds(lambda: merkle.check_inclusion(one.proof, one.index, one.size, one.leaf, one.root))


def consistent(one: Consistency) -> bool:
    return holds(lambda: merkle.check_consistency(one.proof, one.old, one.size, one.old_root, one.root))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert merkle.root(LEAVES[:size]) == ROOTS[size - 1]


@pytest.mark.parametrize("good", good_inclusions(), ids=lambda one: f"{one.index} of {one.size}")
def test_a_published_inclusion_proof_holds_and_is_the_one_we_make(good: Inclusion) -> None:
    log = Log(bytes.fromhex(leaf) for leaf in PROOFS["leaves"])
    assert included(good)
    assert tuple(log.inclusion(good.index, good.size)) == good.proof


@pytest.mark.parametrize("good", good_consistencies(), ids=lambda one: f"{one.old} to {one.size}")
def test_a_published_consistency_proof_holds_and_is_the_one_we_make(good: Consistency) -> None:
    log = Log(bytes.fromhex(leaf) for leaf in PROOFS["leaves"])
    assert consistent(good)
    assert tuple(log.consistency(good.old, good.size)) == good.proof


def test_no_inclusion_proof_survives_being_spoilt() -> None:
    spoilt = [bad for good in good_inclusions() for bad in inclusions(good)]
    assert (len(spoilt), [name for name, bad in spoilt if included(bad)]) == (77, [])


def test_no_consistency_proof_survives_being_spoilt() -> None:
    spoilt = [bad for good in good_consistencies() for bad in consistencies(good)]
    assert (len(spoilt), [name for name, bad in spoilt if consistent(bad)]) == (79, [])


@pytest.mark.parametrize(("index", "size"), PROOFS["more"]["probes"])
@pytest.mark.parametrize(("leaf", "root"), [(SOME, b""), (b"", merkle.EMPTY), (SOME, merkle.EMPTY)])
def test_nothing_is_in_a_tree_of_another_root(index: int, size: int, leaf: bytes, root: bytes) -> None:
    assert not included(Inclusion(index, size, leaf, root, ()))


@pytest.mark.parametrize(("leaf", "root"), [(b"", None), (None, b""), (b"", b""), (None, None)])
def test_a_single_entry_is_its_own_root(leaf: bytes | None, root: bytes | None) -> None:
    only = merkle.leaf_hash(b"data")
    as_it_is = leaf is None and root is None
    assert included(Inclusion(0, 1, only if leaf is None else leaf, only if root is None else root, ())) == as_it_is


@pytest.mark.parametrize(
    ("name", "old", "size", "old_root", "root", "proof", "expected"), PROOFS["more"]["consistency"]
)
def test_consistency_at_the_edges(
    name: str, old: int, size: int, old_root: str, root: str, proof: list[str], expected: object
) -> None:
    one = Consistency(old, size, WORDS[old_root], WORDS[root], tuple(WORDS[word] for word in proof))
    assert consistent(one) == expected, name


@pytest.mark.parametrize("size", range(16))
def test_a_published_checkpoint_opens_and_is_what_its_entries_give(size: int) -> None:
    root, signature = PUBLISHED["checkpoints"][size]
    signed = f"{KEY.name}\n{size}\n{root}\n\n\u2014 {KEY.name} {signature}\n".encode()
    expected = Checkpoint(KEY.name, size, merkle.root(map(merkle.leaf_hash, ENTRIES[:size])))
    assert open_checkpoint(signed, [KEY]).checkpoint == expected


@pytest.mark.parametrize("size", range(1, 16))
def test_every_proof_in_the_published_log_holds(size: int) -> None:
    log = Log(ENTRIES)
    roots = [from_base64(root) for root, _ in PUBLISHED["checkpoints"]]
    for place in range(size):
        leaf = merkle.leaf_hash(ENTRIES[place])
        merkle.check_inclusion(log.inclusion(place, size), place, size, leaf, roots[size])
        merkle.check_consistency(log.consistency(place + 1, size), place + 1, size, roots[place + 1], roots[size])


def test_another_library_grows_the_same_trees() -> None:
    theirs, ours = InmemoryTree(algorithm="sha256"), Log()
    for size, entry in enumerate(entries(129), 1):
        theirs.append_entry(entry)
        ours.extend([entry])
        assert theirs.get_root(size) == ours.checkpoint().root
