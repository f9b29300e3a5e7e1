"""That something stands in a log, in one file that can be checked anywhere (C2SP tlog-proof)."""

from dataclasses import dataclass

from shared.transparency.checkpoint import Opened
from shared.transparency.encoding import from_base64, to_base64, to_hashes, to_number, to_text
from shared.transparency.errors import Malformed
from shared.transparency.merkle import check_inclusion
from shared.transparency.policy import Policy

_FIRST, _EXTRA, _INDEX = "c2sp.org/tlog-proof@v1", "extra ", "index "


@dataclass(frozen=True, slots=True)
class Proof:
    """`checkpoint` is a signed note; `extra` is proven by nothing."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        extra = [] if self.extra is None else [_EXTRA + to_base64(self.extra)]
        lines = [_FIRST, *extra, f"{_INDEX}{self.index}", *map(to_base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def parse(proof: bytes) -> Proof:
    head, gap, checkpoint = proof.partition(b"\n\n")
    first, *lines = to_text(head).split("\n")
    extra = None
    if lines and lines[0].startswith(_EXTRA):
        extra = from_base64(lines.pop(0).removeprefix(_EXTRA))
    if first != _FIRST or not gap or not lines or not lines[0].startswith(_INDEX):
        raise Malformed
    return Proof(to_number(lines[0].removeprefix(_INDEX)), to_hashes(lines[1:]), checkpoint, extra)


def check(proof: Proof, leaf: bytes, policy: Policy) -> Opened:
    """Unproven, unless the leaf with this hash stands in a log that the policy believes."""
    opened = policy.open(proof.checkpoint)
    check_inclusion(proof.hashes, proof.index, opened.checkpoint.size, leaf, opened.checkpoint.root)
    return opened
