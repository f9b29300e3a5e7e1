from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency.errors import Malformed, Unproven
from shared.transparency.note import Kind
from shared.transparency.policy import parse
from tests.unit.transparency.logs import LOG, ORIGIN, WITNESSES, Log, Signer, entries

NAMES = ("helsestasjon", "ppt", "barnevern", "pvo")
KEYS = dict(zip(NAMES, WITNESSES, strict=True))
DEFINED = f"log {LOG.key}\n" + "".join(f"witness {name} {signer.key}\n" for name, signer in KEYS.items())
POLICY = DEFINED + (
    "\n# Two of the other services, and the personvernombud\n"
    "group etater 2 helsestasjon ppt barnevern\n"
    "\tgroup  alle\tall etater pvo \n"
    "quorum alle\n"
)
TREE = Log(entries(5))


@pytest.mark.parametrize("seen", [names for count in range(5) for names in combinations(NAMES, count)])
def test_a_quorum_is_what_the_policy_says(seen: tuple[str, ...]) -> None:
    enough = "pvo" in seen and len(seen) > 2
    signed = TREE.note(*(KEYS[name] for name in seen))
    if enough:
        assert parse(POLICY.encode()).open(signed).checkpoint == TREE.checkpoint()
    else:
        with pytest.raises(Unproven):
            parse(POLICY.encode()).open(signed)


@pytest.mark.parametrize(("rule", "enough"), [("any", 1), ("all", 4), ("1", 1), ("3", 3), ("4", 4)], ids=str)
@given(seen=st.sets(st.sampled_from(NAMES)))
def test_a_group_has_seen_what_so_many_of_its_members_have(rule: str, enough: int, seen: set[str]) -> None:
    policy = parse(f"{DEFINED}group g {rule} {' '.join(NAMES)}\nquorum g\n".encode())
    assert policy.has_quorum([KEYS[name].key for name in seen]) == (len(seen) >= enough)


def test_a_quorum_may_be_one_witness_or_nobody() -> None:
    assert parse((DEFINED + "quorum pvo\n").encode()).has_quorum([KEYS["pvo"].key])
    assert not parse((DEFINED + "quorum pvo\n").encode()).has_quorum([KEYS["ppt"].key])
    assert parse((DEFINED + "quorum none\n").encode()).has_quorum([])


def test_addresses_are_allowed_and_those_of_witnesses_kept() -> None:
    with_addresses = "".join(f"{line} https://log.example/\n" for line in DEFINED.splitlines())
    found, bare = (parse((text + "quorum none\n").encode()) for text in (with_addresses, DEFINED))
    assert found.addresses == dict.fromkeys(bare.witnesses, "https://log.example/")
    assert replace(found, addresses={}) == bare


def test_a_log_that_the_policy_does_not_name_is_refused() -> None:
    stranger = Signer(ORIGIN + "/other", Kind.LOG)
    with pytest.raises(Unproven):
        parse(POLICY.encode()).open(Log(entries(5), stranger.key.name).note(*WITNESSES, log=stranger))


WRONG = [
    "", DEFINED, DEFINED + "quorum none", DEFINED + "quorum\n", DEFINED + "quorum nobody\n",
    DEFINED + "quorum none\nquorum none\n", DEFINED + "quorum none\nunknown line\n", "quorum pvo\n" + DEFINED,
    DEFINED + "group g any\nquorum none\n", DEFINED + "group g 0 pvo\nquorum none\n",
    DEFINED + "group g 2 pvo\nquorum none\n", DEFINED + "group g 01 pvo\nquorum none\n",
    DEFINED + "group g some pvo\nquorum none\n", DEFINED + "group g any nobody\nquorum none\n",
    DEFINED + "group g any g\nquorum none\n", DEFINED + "group g any none\nquorum none\n",
    DEFINED + "group pvo any ppt\nquorum none\n", DEFINED + "group none any ppt\nquorum none\n",
    DEFINED + "group g any pvo pvo\nquorum none\n", DEFINED + "group g any pvo\ngroup h any pvo\nquorum none\n",
    DEFINED + DEFINED + "quorum none\n", DEFINED + f"witness again {KEYS['pvo'].key}\nquorum none\n",
    DEFINED + f"witness none {Signer('x', Kind.WITNESS).key}\nquorum none\n",
    f"log {KEYS['pvo'].key}\nquorum none\n", f"witness w {LOG.key}\nquorum none\n", f"log {LOG.key} a b\nquorum none\n",
    DEFINED + "quorum none\r\n", DEFINED + "quorum none\0\n", f"log {LOG.key}x\nquorum none\n",
    DEFINED + "quorum\u00a0none\n", DEFINED + "# \a\nquorum none\n",
    DEFINED.replace(KEYS["pvo"].key.id.hex(), "00000000") + "quorum none\n",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_is_not_written_as_a_policy_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text.encode())
