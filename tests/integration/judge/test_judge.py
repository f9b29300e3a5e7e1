"""What we sign and prove, judged by Go's own code; and what is not so, refused by it."""

from pathlib import Path

import pytest

from shared.transparency import note
from shared.transparency.checkpoint import Checkpoint
from shared.transparency.encoding import to_base64
from shared.transparency.note import Kind
from shared.transparency.proof import Proof
from tests.integration.judge.conftest import Judge
from tests.unit.transparency.logs import LOG, NOW, ORIGIN, OTHER, WITNESSES, Log, Signer, entries
from tests.unit.transparency.test_policy import WRONG

TREE = Log(entries(1000))
PVO = WITNESSES[3]
THREE = (WITNESSES[0], WITNESSES[2], PVO)


def said(text: str, log: Signer) -> bytes:
    """By this log and by witnesses that look at nothing."""
    seen = [note.witness_line(text, one.key, one.sign, NOW) for one in THREE]
    return note.signed(text, note.log_line(text, log.key, log.sign), *seen)


def at(size: int) -> Log:
    return Log(TREE.entries[:size])


def written(directory: Path, name: str, content: bytes) -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 1000])
def test_a_checkpoint_with_its_witnesses_is_believed(judge: Judge, policy: Path, tmp_path: Path, size: int) -> None:
    log = at(size)
    described = f"{ORIGIN}: {size} oppføringer, rot {to_base64(log.checkpoint().root)}"
    assert judge("note", policy, written(tmp_path, "note", log.note(*THREE))) == (0, [described, "STEMMER"])


@pytest.mark.parametrize(
    "signed",
    [
        TREE.note(),
        TREE.note(*WITNESSES[:3]),
        TREE.note(WITNESSES[0], WITNESSES[3]),
        TREE.note(*THREE, log=Signer(ORIGIN, Kind.LOG, "stolen")),
        TREE.note(*THREE).replace(b"\n1000\n", b"\n1001\n"),
        TREE.note(*THREE[:2], Signer(WITNESSES[3].key.name, Kind.WITNESS, "stolen")),
        note.signed(
            TREE.checkpoint().text(),
            *(note.witness_line(TREE.checkpoint().text(), one.key, one.sign, NOW) for one in THREE),
        ),
        said(TREE.checkpoint().text() + "an extension\n", LOG),
        TREE.note(*THREE[:2]) + note.witness_line(at(999).checkpoint().text(), PVO.key, PVO.sign, NOW).encode(),
        said(TREE.checkpoint().text(), OTHER),
        said(Checkpoint(OTHER.key.name, 1, TREE.checkpoint().root).text(), LOG),
    ],
    ids=[
        "nobody",
        "without pvo",
        "one service",
        "stolen key",
        "another size",
        "stolen witness",
        "without the log",
        "extended",
        "another tree",
        "another log",
        "for another log",
    ],
)
def test_a_checkpoint_that_lacks_a_signature_is_not(judge: Judge, policy: Path, tmp_path: Path, signed: bytes) -> None:
    assert judge("note", policy, written(tmp_path, "note", signed))[0] == 1


@pytest.mark.parametrize(("index", "size"), [(0, 1), (421, 1000), (999, 1000), (0, 257), (256, 257)])
def test_an_entry_stands_where_we_prove_that_it_does(
    judge: Judge, policy: Path, tmp_path: Path, index: int, size: int
) -> None:
    log = at(size)
    proof = written(tmp_path, "proof", Proof(index, tuple(log.inclusion(index)), log.note(*THREE), b"extra").encode())
    entry = written(tmp_path, "entry", log.entries[index])
    other = written(tmp_path, "other", log.entries[index][::-1])
    elsewhere = written(tmp_path, "elsewhere", proof.read_bytes().replace(b"\nindex ", b"\nindex 1"))
    assert judge("inclusion", policy, proof, entry)[0] == 0
    assert judge("inclusion", policy, proof, other)[0] == 1
    assert judge("inclusion", policy, elsewhere, entry)[0] == 1


@pytest.mark.parametrize(
    ("so", "otherwise"),
    [(b"@v1\n", b"@v2\n"), (b"index 421", b"index 0421"), (b"index ", b"place "), (b"\n\n", b"\n"), (b"=\n", b"\n")],
)
def test_a_proof_written_otherwise_is_refused(
    judge: Judge, policy: Path, tmp_path: Path, so: bytes, otherwise: bytes
) -> None:
    good = Proof(421, tuple(TREE.inclusion(421)), TREE.note(*THREE)).encode()
    entry = written(tmp_path, "entry", TREE.entries[421])
    assert judge("inclusion", policy, written(tmp_path, "good", good), entry)[0] == 0
    assert judge("inclusion", policy, written(tmp_path, "bad", good.replace(so, otherwise, 1)), entry)[0] == 1


@pytest.mark.parametrize(("old", "size"), [(1, 1), (1, 1000), (613, 1000), (512, 1000), (999, 1000), (1000, 1000)])
def test_a_log_has_only_grown(judge: Judge, policy: Path, tmp_path: Path, old: int, size: int) -> None:
    log = at(size)
    before = written(tmp_path, "before", at(old).note(*THREE))
    after = written(tmp_path, "after", log.note(*THREE))
    proof = written(tmp_path, "proof", "".join(f"{to_base64(one)}\n" for one in log.consistency(old)).encode())
    forked = written(tmp_path, "forked", Log([b"another", *log.entries[1:]]).note(*THREE))
    assert judge("consistency", policy, before, after, proof)[0] == 0
    assert judge("consistency", policy, before, forked, proof)[0] == 1


def test_two_logs_are_never_one(judge: Judge, policy: Path, tmp_path: Path) -> None:
    one, other = Log(entries(5)), Log(entries(7), OTHER.key.name)
    before, after = (
        written(tmp_path, "one", one.note(*THREE)),
        written(tmp_path, "other", other.note(*THREE, log=OTHER)),
    )
    proof = written(tmp_path, "proof", "".join(f"{to_base64(hash_)}\n" for hash_ in other.consistency(5)).encode())
    assert judge("note", policy, after)[0] == 0
    assert judge("consistency", policy, before, after, proof)[0] == 1


@pytest.mark.parametrize("text", WRONG)
def test_the_judge_refuses_the_policies_that_we_refuse(judge: Judge, tmp_path: Path, text: str) -> None:
    policy = written(tmp_path, "policy", text.encode())
    assert judge("note", policy, written(tmp_path, "note", TREE.note(*WITNESSES)))[0] == 2


def test_what_could_not_be_judged_is_not_called_wrong(judge: Judge, policy: Path, tmp_path: Path) -> None:
    assert judge("note", policy, tmp_path / "nothing")[0] == 2
    assert judge("guess", policy, tmp_path)[0] == 2
    assert judge("tree", policy, tmp_path)[0] == 2
