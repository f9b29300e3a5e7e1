"""Facts come from several owners, and each owner's come in order: between owners any order is possible."""

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from services.case.reading import as_recorded
from shared.contracts import case
from shared.contracts.case import Kind
from shared.contracts.common import Category, Envelope
from tests.unit.case.log import adviser, parent, teacher
from tests.unit.case.told import Told
from tests.unit.spec import AT

WRITERS = {"barnehage": teacher, "ppt": adviser, "familie": parent}


def told(owners: list[str]) -> Told:
    """A log in which these have written, one after another."""
    made = Told()
    for n, owner in enumerate(owners):
        fact = case.ContributionWritten(stafettlogg="log", kind=Kind.NOTE, category=Category.NOTES, text=f"Ord {n}")
        made.say(fact, WRITERS[owner], owner, stream=f"note-{n}", category=Category.NOTES)
    return made


def mixed(envelopes: list[Envelope], draw: Random) -> list[Envelope]:
    """As they might arrive: each owner's in the order of its log."""
    waiting = {owner: [one for one in envelopes if one.owner == owner] for owner in WRITERS}
    turns = [one.owner for one in envelopes]
    draw.shuffle(turns)
    return [waiting[owner].pop(0) for owner in turns]


@given(st.lists(st.sampled_from(sorted(WRITERS)), max_size=12), st.randoms(use_true_random=False))
def test_what_is_shown_does_not_hang_on_whose_facts_arrived_first(owners: list[str], draw: Random) -> None:
    one, other = told(owners), told(owners)
    other.envelopes = as_recorded(mixed(one.envelopes, draw))
    assert [found.id for found in other.envelopes] == [found.id for found in one.envelopes]
    shown = [entry.text for entry in other.read().entries][:-1]
    assert shown == [{"text": f"Ord {n}"} for n in reversed(range(len(owners)))]


def test_a_clock_that_was_set_back_does_not_turn_an_owners_log_around() -> None:
    """What it says then stands where its last word did, and another owner's later word after it."""
    found = told(["ppt", "ppt", "barnehage"]).envelopes
    found[2] = found[2].model_copy(update={"at": AT - timedelta(hours=1)})
    assert as_recorded(reversed(found)) == found
