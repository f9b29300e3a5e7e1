"""The tree of RFC 6962 section 2.1 over SHA-256: roots, growth, and the two proofs.

A node (level, index) is the root of the full subtree of `1 << level` leaves that begins at leaf `index << level`.
Full subtrees never change, so they are what is stored. Whoever needs a root or a proof asks which nodes make it, reads
them, and folds them: reading is theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from hashlib import sha256

from shared.transparency.errors import Unproven

HASH = 32  # bytes
EMPTY = sha256(b"").digest()

Node = tuple[int, int]
Range = tuple[int, int]  # leaves, the last one excluded


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def cover(start: int, end: int) -> list[Node]:
    """The fewest nodes that hold the leaves of a range, largest first.

    start: 0, or where a range of a proof begins.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return nodes


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over the nodes of a cover."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes)) if hashes else EMPTY


def root(leaves: Iterable[bytes]) -> bytes:
    """Of the tree over these leaf hashes, oldest first."""
    return fold(grow(0, (), leaves)[1])


def grow(size: int, frontier: Sequence[bytes], leaves: Iterable[bytes]) -> tuple[list[tuple[Node, bytes]], list[bytes]]:
    """Append leaf hashes to a tree of `size`; returns the nodes to store, and the new frontier.

    frontier: the hashes of `cover(0, size)`; folded, it is the root.
    """
    stored: list[tuple[Node, bytes]] = []
    edge = [(level, known) for (level, _), known in zip(cover(0, size), frontier, strict=True)]
    for position, leaf in enumerate(leaves, size):
        level, index, grown = 0, position, leaf
        stored.append(((level, index), grown))
        while edge and edge[-1][0] == level:
            level, index, grown = level + 1, index >> 1, node_hash(edge.pop()[1], grown)
            stored.append(((level, index), grown))
        edge.append((level, grown))
    return stored, [known for _, known in edge]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """What stands beside a leaf on its way up, from its neighbour to the root's child (RFC 6962 section 2.1.1)."""
    start, end, beside = 0, size, []
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return beside[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """What an older tree and this one are both made of (RFC 6962 section 2.1.2).

    The first range ends where the older tree does, unless that is one full subtree: then its root is known already.
    """
    start, end, shared = 0, size, []
    while old < end:
        middle = _middle(start, end)
        if old <= middle:
            shared.append((middle, end))
            end = middle
        else:
            shared.append((start, middle))
            start = middle
    if start > 0:
        shared.append((start, end))
    return shared[::-1]


def assemble(ranges: Iterable[Range], nodes: Mapping[Node, bytes]) -> list[bytes]:
    """A proof: one hash per range. Needs the nodes of every range's cover."""
    return [fold([nodes[node] for node in cover(*one)]) for one in ranges]


def check_inclusion(proof: Sequence[bytes], index: int, size: int, leaf: bytes, root: bytes) -> None:
    """Unproven, unless the leaf with this hash stands at `index` of the tree with this root."""
    if not 0 <= index < size:
        raise Unproven
    ranges = inclusion_ranges(index, size)
    _well_shaped((leaf, *proof), 1 + len(ranges))
    climbed = leaf
    for (start, _), beside in zip(ranges, proof, strict=True):
        climbed = node_hash(beside, climbed) if start < index else node_hash(climbed, beside)
    if climbed != root:
        raise Unproven


def check_consistency(proof: Sequence[bytes], old: int, size: int, old_root: bytes, root: bytes) -> None:
    """Unproven, unless the tree of `size` begins with the whole tree of `old`. From 0 to more there is no proof."""
    if not 0 <= old <= size or 0 == old < size:
        raise Unproven
    ranges = consistency_ranges(old, size)
    _well_shaped(proof, len(ranges))
    whole = not ranges or ranges[0][0] >= old  # the older tree is one full subtree
    hashes = [old_root, *proof] if whole else list(proof)
    before = after = hashes[0]
    for (start, _), known in zip(ranges[not whole :], hashes[1:], strict=True):
        if start < old:
            before, after = node_hash(known, before), node_hash(known, after)
        else:
            after = node_hash(after, known)
    if (before, after) != (old_root, root):
        raise Unproven


def _middle(start: int, end: int) -> int:
    """Where the left subtree ends: at the largest power of two below the number of leaves."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _well_shaped(hashes: Sequence[bytes], count: int) -> None:
    if len(hashes) != count or any(len(one) != HASH for one in hashes):
        raise Unproven
