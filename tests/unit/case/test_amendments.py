"""What readers see of a contribution that was corrected or taken back."""

import pytest

from shared.contracts import case
from shared.contracts.case import Entry, Said
from shared.contracts.common import Category, Owner
from shared.personal import split
from tests.unit.case.log import adviser, employee, parent
from tests.unit.case.told import Told

NOTES, HEALTH = Category.NOTES, Category.HEALTH
leader = employee("leader", "ppt")


def written(category: Category = NOTES) -> Told:
    told = Told()
    fact = case.ContributionWritten(stafettlogg="log", kind=case.Kind.NOTE, category=category, text="Først")
    told.say(fact, adviser, "ppt", "c-1", category)
    return told


def correct(told: Told, text: str, owner: Owner = "ppt", category: Category = NOTES) -> None:
    fact = case.ContributionCorrected(stafettlogg="log", category=category, text=text)
    told.say(fact, {"ppt": leader, "familie": parent}[owner], owner, "c-1", category)


def retract(told: Told, owner: Owner = "ppt") -> None:
    fact = case.ContributionRetracted(stafettlogg="log", category=NOTES, reason="Feil barn")
    told.say(fact, adviser, owner, "c-1", NOTES)


def newest(told: Told) -> Entry:
    entries = told.read().entries
    assert [entry.what for entry in entries] == ["contribution.written.v1", "stafettlogg.opened.v1"]
    return entries[0]


def test_a_correction_is_read_in_place_and_what_was_said_beside_it() -> None:
    told = written()
    first = newest(told)
    correct(told, "Så")
    correct(told, "Til slutt")
    entry, at = newest(told), [found.at for found in told.envelopes]
    assert (entry.text, entry.by, entry.at) == ({"text": "Til slutt"}, "adviser", first.at)
    assert (entry.corrected_at, entry.corrected_by) == (at[3], "leader")
    assert entry.earlier == (Said(text="Først", by="adviser", at=at[1]), Said(text="Så", by="leader", at=at[2]))
    assert (entry.audience, entry.id, entry.contribution) == (first.audience, first.id, "c-1")


def test_what_was_taken_back_is_read_no_more_nor_what_it_said_before() -> None:
    told = written()
    correct(told, "Så")
    retract(told)
    entry = newest(told)
    assert entry.retracted
    assert (entry.retracted.reason, entry.retracted.by) == ("Feil barn", "adviser")
    assert "Først" not in str(entry)
    assert "Så" not in str(entry)
    correct(told, "Likevel")
    assert newest(told) == entry


@pytest.mark.parametrize("owner", ["familie", "barnehage"])
def test_nobody_else_corrects_it_or_takes_it_back(owner: Owner) -> None:
    told = written()
    before = newest(told)
    told.say(case.ContributionCorrected(stafettlogg="log", category=NOTES, text="Nei"), adviser, owner, "c-1", NOTES)
    retract(told, owner)
    assert newest(told) == before


def test_a_correction_under_another_category_is_none() -> None:
    told = written(HEALTH)
    before = newest(told)
    correct(told, "Lest av flere", category=NOTES)
    assert newest(told) == before
    assert not [entry for entry in told.read(but=HEALTH).entries if entry.contribution]


def test_what_changed_is_sealed_as_what_was_written() -> None:
    for kind in (case.ContributionCorrected, case.ContributionRetracted):
        fields = {"stafettlogg": "log", "category": NOTES, "text": "Nytt", "reason": "Feil"}
        plain, personal = split(kind.model_validate(fields))
        assert plain == {"stafettlogg": "log", "category": "notes"}
        assert personal
