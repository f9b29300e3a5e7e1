"""The named ways in which transparency-dev spoils a good proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shared.transparency.merkle import EMPTY

SOME = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
_UINT64 = 2**64


@dataclass(frozen=True, slots=True)
class Inclusion:
    index: int
    size: int
    leaf: bytes
    root: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    old: int
    size: int
    old_root: bytes
    root: bytes
    proof: tuple[bytes, ...]


def inclusions(good: Inclusion) -> Iterator[tuple[str, Inclusion]]:
    proof = good.proof
    yield "leafIdx - 1", replace(good, index=(good.index - 1) % _UINT64)
    yield "leafIdx + 1", replace(good, index=good.index + 1)
    yield "leafIdx ^ 2", replace(good, index=good.index ^ 2)
    yield "treeSize * 2", replace(good, size=good.size * 2)
    yield "treeSize / 2", replace(good, size=good.size // 2)
    yield "wrong leaf", replace(good, leaf=b"WrongLeaf")
    yield "empty root", replace(good, root=EMPTY)
    yield "random root", replace(good, root=SOME)
    yield "trailing garbage", replace(good, proof=(*proof, b""))
    yield "trailing root", replace(good, proof=(*proof, good.root))
    yield "preceding garbage", replace(good, proof=(b"", *proof))
    yield "preceding root", replace(good, proof=(good.root, *proof))
    for place, changed in _flipped(proof, 8):
        yield f"modified proof[{place}] bit 3", replace(good, proof=changed)
    if proof:
        yield "removed component", replace(good, proof=proof[:-1])
    if len(proof) > 1:
        yield "inserted component", replace(good, proof=(proof[0], SOME, *proof[1:]))


def consistencies(good: Consistency) -> Iterator[tuple[str, Consistency]]:
    proof = good.proof
    if not proof:
        return
    yield "size1 - 1", replace(good, old=good.old - 1)
    yield "size1 + 1", replace(good, old=good.old + 1)
    yield "size1 ^ 2", replace(good, old=good.old ^ 2)
    yield "size2 * 2", replace(good, size=good.size * 2)
    yield "size2 / 2", replace(good, size=good.size // 2)
    yield "wrong root1", replace(good, old_root=b"WrongRoot")
    yield "wrong root2", replace(good, root=b"WrongRoot")
    yield "swapped roots", replace(good, old_root=good.root, root=good.old_root)
    yield "empty proof", replace(good, proof=())
    yield "trailing garbage", replace(good, proof=(*proof, b""))
    yield "trailing root1", replace(good, proof=(*proof, good.old_root))
    yield "trailing root2", replace(good, proof=(*proof, good.root))
    yield "preceding garbage", replace(good, proof=(b"", *proof))
    yield "preceding root1", replace(good, proof=(good.old_root, *proof))
    yield "preceding root2", replace(good, proof=(good.root, *proof))
    yield "preceding proof[0]", replace(good, proof=(proof[0], *proof))
    yield "truncated proof", replace(good, proof=proof[:-1])
    for place, changed in _flipped(proof, 16):
        yield f"modified proof[{place}] bit 4", replace(good, proof=changed)


def _flipped(proof: Sequence[bytes], bit: int) -> Iterator[tuple[int, tuple[bytes, ...]]]:
    for place, one in enumerate(proof):
        yield place, (*proof[:place], bytes([one[0] ^ bit]) + one[1:], *proof[place + 1 :])
