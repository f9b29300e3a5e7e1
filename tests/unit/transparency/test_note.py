"""C2SP signed-note and tlog-cosignature. The first example is the one in Go's note package (BSD-3-Clause)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transparency.encoding import from_base64, to_base64
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.note import MOST_SIGNATURES, Kind, Note, log_line, open_note, parse_key, signed, split
from shared.transparency.note import witness_line as seen_line
from tests.unit.transparency.logs import LOG, NOW, WITNESSES, Signer

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = (
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# tlog-cosignature's example: a checkpoint, its log's signature, and a witness's of 20 March 2023.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SOFA_LOG = (
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
SOFA_WITNESS = (
    "\u2014 witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
WITNESS = WITNESSES[0]
BOTH = (log_line(TEXT, LOG.key, LOG.sign), seen_line(TEXT, WITNESS.key, WITNESS.sign, NOW))


def test_go_s_example_opens() -> None:
    assert open_note(signed(TEXT, LINE), [parse_key(PETER)]).text == TEXT


@pytest.mark.parametrize("vkey", [PETER, "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"])
def test_a_published_key_is_written_as_it_was_read(vkey: str) -> None:
    assert str(parse_key(vkey)) == vkey


def test_the_specification_s_example_is_taken_apart() -> None:
    text, [(log, _), (witness, given)] = split(signed(SOFA, SOFA_LOG, SOFA_WITNESS))
    assert (text, log, witness) == (SOFA, "example.com/behind-the-sofa", "witness.example.com/w1")
    assert (given[:4].hex(), int.from_bytes(given[4:12], "big"), len(given)) == ("8d66cf3f", 1_679_315_147, 4 + 8 + 64)


def test_the_signatures_of_log_and_witness_are_told_apart() -> None:
    assert open_note(signed(TEXT, *BOTH), [LOG.key, WITNESS.key]) == Note(TEXT, {LOG.key: 0, WITNESS.key: NOW})


def test_one_key_pair_does_not_sign_for_the_other_kind() -> None:
    twin = Signer(WITNESS.key.name, Kind.LOG)
    assert twin.key.public == WITNESS.key.public
    with pytest.raises(Unproven):
        open_note(signed(TEXT, BOTH[1]), [twin.key])


def test_signatures_of_unknown_keys_are_ignored() -> None:
    note = signed(TEXT, LINE, SOFA_LOG, SOFA_WITNESS, *BOTH)
    assert open_note(note, [WITNESS.key]).seen == {WITNESS.key: NOW}


def test_a_note_that_no_known_key_has_signed_is_refused() -> None:
    with pytest.raises(Unproven):
        open_note(signed(TEXT, LINE), [LOG.key, WITNESS.key])


@pytest.mark.parametrize("bad", [0, 1])
def test_one_bad_signature_of_a_known_key_spoils_the_note(bad: int) -> None:
    other = "Some other text\n"
    lines = list(BOTH)
    lines[bad] = [log_line(other, LOG.key, LOG.sign), seen_line(other, WITNESS.key, WITNESS.sign, NOW)][bad]
    with pytest.raises(Unproven):
        open_note(signed(TEXT, *lines), [LOG.key, WITNESS.key])
    with pytest.raises(Unproven):  # also after a good one of the same key
        open_note(signed(TEXT, *BOTH, lines[bad]), [LOG.key, WITNESS.key])


def test_a_witness_cannot_say_another_time_than_it_signed() -> None:
    given = from_base64(BOTH[1].split(" ")[2].strip())
    later = given[:4] + (NOW + 1).to_bytes(8, "big") + given[12:]
    with pytest.raises(Unproven):
        open_note(signed(TEXT, f"\u2014 {WITNESS.key.name} {to_base64(later)}\n"), [WITNESS.key])


def test_a_witness_signs_what_the_specification_says() -> None:
    message = f"cosignature/v1\ntime {NOW}\n{TEXT}".encode()
    expected = WITNESS.key.id + NOW.to_bytes(8, "big") + WITNESS.sign(message)
    assert BOTH[1] == f"\u2014 {WITNESS.key.name} {to_base64(expected)}\n"


def test_a_time_that_no_clock_has_is_refused() -> None:
    with pytest.raises(Unproven):
        open_note(signed(TEXT, seen_line(TEXT, WITNESS.key, WITNESS.sign, 2**63)), [WITNESS.key])


def test_any_byte_changed_is_refused() -> None:
    note = signed(TEXT, *BOTH)
    for at in range(len(note)):
        changed = note[:at] + bytes([note[at] ^ 1]) + note[at + 1 :]
        try:
            seen = open_note(changed, [LOG.key, WITNESS.key]).seen
        except (Malformed, Unproven):
            continue
        assert len(seen) == 1, "a name or id that is no longer a known key's makes its line an unknown one"


@pytest.mark.parametrize(
    "note",
    [
        b"", b"\n\n", TEXT.encode(), signed(TEXT), signed(TEXT, LINE)[:-1], signed(TEXT, LINE, LINE)[:-1],
        signed(TEXT, LINE[2:]), signed(TEXT, LINE) + b"\n",
        signed(TEXT, LINE, "\n"), signed(TEXT, LINE).replace(b"\n", b"\r\n"), signed("tab\there\n", LINE),
        signed("bell\a\n", LINE), b"\xff\n" + signed(TEXT, LINE), signed(TEXT, "- " + LINE[2:]),
        signed(TEXT, LINE.replace("PeterNeumann", "Peter\u00a0Neumann")),
        signed(TEXT, LINE.replace("PeterNeumann", "Peter+Neumann")), signed(TEXT, LINE.replace("PeterNeumann ", " ")),
        signed(TEXT, LINE.replace("=\n", "\n")), signed(TEXT, LINE.replace("AM=\n", "AN=\n")),
        signed(TEXT, LINE.replace("x08g", "x08g\u200b")), signed(TEXT, "\u2014 PeterNeumann x08gow==\n"),
        signed(TEXT, *[LINE] * (MOST_SIGNATURES + 1)),
    ],
)  # fmt: skip
def test_what_is_not_written_as_a_note_is_refused(note: bytes) -> None:
    with pytest.raises(Malformed):
        open_note(note, [parse_key(PETER)])


@pytest.mark.parametrize(
    "vkey",
    [
        "", "PeterNeumann", "PeterNeumann+c74f20a3", PETER.replace("c74f", "c74e"), PETER.replace("c74f", "C74F"),
        PETER + "=", PETER.replace("Peter", "Peter "),
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    ],
)  # fmt: skip
def test_what_is_not_written_as_a_key_is_refused(vkey: str) -> None:
    with pytest.raises(Malformed):
        parse_key(vkey)


@given(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]) | st.just("\n")))
def test_any_text_comes_back_as_it_was_signed(text: str) -> None:
    line = log_line(text + "\n", LOG.key, LOG.sign)
    assert open_note(signed(text + "\n", line), [LOG.key]).text == text + "\n"
