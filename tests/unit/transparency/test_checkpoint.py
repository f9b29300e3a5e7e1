import pytest

from shared.transparency import note
from shared.transparency.checkpoint import Checkpoint, Opened, open_checkpoint, parse
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.note import Kind
from tests.unit.transparency.logs import LOG, NOW, ORIGIN, OTHER, WITNESSES, Log, Signer, entries

SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
KEYS = [witness.key for witness in WITNESSES]
TREE = Log(entries(13))


def test_the_specification_s_example_is_read_and_written_alike() -> None:
    checkpoint = parse(SOFA)
    assert (checkpoint.origin, checkpoint.size, checkpoint.text()) == ("example.com/behind-the-sofa", 20852163, SOFA)


def test_a_checkpoint_tells_who_has_seen_it_and_when() -> None:
    opened = open_checkpoint(TREE.note(*WITNESSES[:2]), [LOG.key], KEYS)
    assert opened == Opened(TREE.checkpoint(), dict.fromkeys(KEYS[:2], NOW))


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n\n", SOFA[:-1], SOFA + "an extension\n", SOFA + "\n", SOFA.replace("example.com/behind-the-sofa", ""),
        SOFA.replace("2085", "02085"), SOFA.replace("2085", "+2085"), SOFA.replace("2085", "-2085"),
        SOFA.replace("2085", " 2085"), SOFA.replace("2085", "2٠85"), SOFA.replace("20852163", "9223372036854775808"),
        SOFA.replace("20852163", "0"), SOFA.replace("20852163", ""), SOFA.replace("q2I=", "q2J="),
        SOFA.replace("CsUY", ""), SOFA.replace("CsUY", "AAAACsUY"), SOFA.replace("q2I=", "q2I"),
        "log\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
    ],
)  # fmt: skip
def test_what_is_not_written_as_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_no_witness_can_stand_in_for_the_log() -> None:
    text = TREE.checkpoint().text()
    seen = [note.witness_line(text, one.key, one.sign, NOW) for one in WITNESSES]
    with pytest.raises(Unproven):
        open_checkpoint(note.signed(text, *seen), [LOG.key], KEYS)


def test_no_log_can_speak_for_another() -> None:
    with pytest.raises(Unproven):
        open_checkpoint(TREE.note(log=OTHER), [LOG.key, OTHER.key])


def test_a_log_may_change_its_key() -> None:
    newer = Signer(ORIGIN, Kind.LOG, "newer")
    assert open_checkpoint(TREE.note(log=newer), [LOG.key, newer.key]).checkpoint == TREE.checkpoint()


def test_an_empty_log_has_a_checkpoint() -> None:
    assert open_checkpoint(Log().note(), [LOG.key]).checkpoint == parse(
        Checkpoint(ORIGIN, 0, Log().checkpoint().root).text()
    )
