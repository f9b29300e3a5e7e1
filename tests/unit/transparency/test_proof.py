"""C2SP tlog-proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency import merkle, policy
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.proof import Proof, check, parse
from tests.unit.transparency.logs import LOG, WITNESSES, Log, entries

TREE = Log(entries(1000))
POLICY = policy.parse(f"log {LOG.key}\nwitness pvo {WITNESSES[3].key}\nquorum pvo\n".encode())
WHOLE = Proof(421, tuple(TREE.inclusion(421)), TREE.note(WITNESSES[3]))
LEAF = merkle.leaf_hash(TREE.entries[421])
HEAD = "c2sp.org/tlog-proof@v1\n"
HASH = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ="


def test_a_proof_holds_where_the_policy_is_known() -> None:
    assert check(parse(WHOLE.encode()), LEAF, POLICY).checkpoint == TREE.checkpoint()


def test_a_proof_is_written_as_the_specification_shows() -> None:
    lines = WHOLE.encode().decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 421"]
    assert (lines[12], lines[13:15]) == ("", [LOG.key.name, "1000"])


@given(st.integers(0, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32)), st.none() | st.binary())
def test_what_is_written_is_read(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    proof = Proof(index, tuple(hashes), TREE.note(), extra)
    assert parse(proof.encode()) == proof


def test_any_byte_changed_is_refused() -> None:
    encoded = WHOLE.encode()
    for at in range(len(encoded)):
        for bit in (1, 32):
            changed = encoded[:at] + bytes([encoded[at] ^ bit]) + encoded[at + 1 :]
            with pytest.raises((Malformed, Unproven)):
                check(parse(changed), LEAF, POLICY)


def test_a_log_that_too_few_have_seen_proves_nothing() -> None:
    with pytest.raises(Unproven):
        check(Proof(421, WHOLE.hashes, TREE.note(*WITNESSES[:3])), LEAF, POLICY)


@pytest.mark.parametrize(
    "text",
    [
        "", "wrong-header\nindex 0\n\nnote\n", HEAD + "extra !!notbase64!!\nindex 0\n\nnote\n", HEAD + "\n\nnote\n",
        HEAD + "index notanumber\n\nnote\n", HEAD + "index -5\n\nnote\n", HEAD + "index 05\n\nnote\n",
        HEAD + "index\n\nnote\n", HEAD + "index 0\n!!notbase64!!\n\nnote\n", HEAD + f"index 0\n{HASH[:-4]}\n\nnote\n",
        HEAD + f"index 0\n{HASH[:-1]}\n\nnote\n", HEAD + f"index 0\n{HASH} \n\nnote\n",
        HEAD + "index 0\nextra AAAA\n\nnote\n",
        HEAD + "extra AAAA\nextra AAAA\nindex 0\n\nnote\n", HEAD + "index 0\n", HEAD + "index 0", HEAD,
        HEAD + "\xff\n\nnote\n",
    ],
)  # fmt: skip
def test_what_is_not_written_as_a_proof_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text.encode("latin-1"))
