"""Who decides for a child, row by row, as a jurist would go through them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from deploy.system import RULES
from services.consent.family import today
from services.consent.rules.givers import CARER, Choices, Facts, Requirement, age, of_age, required_givers
from services.consent.rules.sets import Heard, RuleSet, load
from shared.contracts.common import Category, Id
from shared.municipality import Ages, BadMunicipality

MOTHER, FATHER, CHILD = "p-mother", "p-father", "c-1"
BOTH, ONE, NONE = frozenset({MOTHER, FATHER}), frozenset({MOTHER}), frozenset[Id]()
NOTES, HEALTH = (Category.NOTES,), (Category.HEALTH,)
LAW, PROPOSED = "barnelova-1981", "barnelov-ny"
CHOICES = Choices(Ages(), "2026-08")
SETS = load(RULES)
ON = {LAW: date(2026, 11, 23), PROPOSED: date(2101, 11, 23)}


@dataclass(frozen=True)
class Case:
    """A child of so many years, and who decides for it."""

    law: str
    row: str
    years: int
    givers: frozenset[Id]
    heard: Heard
    guardians: frozenset[Id] = BOTH
    categories: tuple[Category, ...] = NOTES
    suspected: frozenset[Id] = NONE
    care_order: bool = False
    anew: bool = False

    @property
    def facts(self) -> Facts:
        on = ON[self.law]
        return Facts(
            CHILD, on.replace(year=on.year - self.years), self.guardians, self.suspected, self.care_order,
            self.categories,
        )  # fmt: skip


DECIDES, ALWAYS, ABLE, WEIGHT = Heard.DECIDES, Heard.ALWAYS, Heard.AS_ABLE, Heard.GREAT_WEIGHT
YOUTH = frozenset({CHILD})


def cases(law: str) -> Iterator[Case]:
    young = ALWAYS if law == PROPOSED else ABLE
    yield Case(law, "barn", 4, BOTH, young)
    yield Case(law, "barn", 4, ONE, young, guardians=ONE)
    yield Case(law, "ungdom", 15, BOTH | YOUTH, DECIDES)
    yield Case(law, "ungdom", 17, ONE | YOUTH, DECIDES, guardians=ONE)
    yield Case(law, "ungdom", 15, BOTH | YOUTH, DECIDES, categories=HEALTH)
    yield Case(law, "helse-selv", 16, YOUTH, DECIDES, categories=HEALTH, anew=True)
    yield Case(law, "helse-selv", 16, YOUTH, DECIDES, categories=HEALTH, suspected=ONE, anew=True)
    yield Case(law, "myndig", 18, YOUTH, DECIDES, anew=True)
    yield Case(law, "myndig", 18, YOUTH, DECIDES, guardians=NONE, suspected=ONE, care_order=True, anew=True)
    yield Case(law, "mistenkt", 4, NONE, young, suspected=ONE)
    yield Case(law, "mistenkt", 15, NONE, young, suspected=BOTH, care_order=True)
    yield Case(law, "omsorg", 4, frozenset({CARER}), ALWAYS, care_order=True, anew=True)
    yield Case(law, "omsorg", 14, frozenset({CARER}), ALWAYS, guardians=NONE, care_order=True, anew=True)
    yield Case(law, "omsorg-ungdom", 15, frozenset({CARER, CHILD}), DECIDES, care_order=True, anew=True)
    yield Case(law, "ukjent-ansvar", 4, NONE, young, guardians=NONE, anew=True)
    yield Case(law, "ukjent-ansvar", 17, NONE, young, guardians=NONE, anew=True)


CASES = (
    *cases(LAW),
    Case(LAW, "sporres", 7, BOTH, ALWAYS),
    Case(LAW, "sporres", 11, BOTH, ALWAYS),
    Case(LAW, "stor-vekt", 12, BOTH, WEIGHT),
    Case(LAW, "stor-vekt", 14, BOTH, WEIGHT, categories=HEALTH),
    *cases(PROPOSED),
    Case(PROPOSED, "barn", 14, BOTH, ALWAYS),
)


def required(case: Case, choices: Choices = CHOICES) -> Requirement:
    return required_givers(SETS, choices, case.facts, ON[case.law])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.law}-{case.row}-{case.years}")
def test_a_row_says_who_decides(case: Case) -> None:
    assert required(case) == Requirement(case.givers, case.heard, f"{case.law}.2026-08.{case.row}", case.anew)


def test_every_row_of_every_set_has_its_case() -> None:
    assert {(one.id, row.id) for one in SETS.sets for row in one.rows} == {(case.law, case.row) for case in CASES}


def test_what_is_about_several_kinds_of_content_needs_everybody_that_each_needs() -> None:
    both = Case(LAW, "", 16, BOTH, DECIDES, categories=(Category.NOTES, Category.HEALTH))
    found = required(both)
    assert (found.givers, found.rule_version, found.anew) == (
        BOTH | YOUTH,
        f"{LAW}.2026-08.helse-selv.ungdom",
        True,
    )
    assert required(replace(both, suspected=ONE)).givers == NONE


@pytest.mark.parametrize(("own_consent", "givers"), [(15, BOTH | YOUTH), (16, BOTH)])
def test_the_municipality_chooses_from_when_a_youth_answers(own_consent: int, givers: frozenset[Id]) -> None:
    choices = Choices(Ages(own_consent=own_consent), f"{own_consent}-aar")
    found = required(Case(LAW, "", 15, BOTH, DECIDES), choices)
    assert found.givers == givers
    assert f".{own_consent}-aar." in found.rule_version


# --- Midnight -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "years", "midnight"),
    [
        (date(2010, 5, 14), 16, datetime(2026, 5, 13, 22, tzinfo=UTC)),
        (date(2008, 12, 31), 18, datetime(2026, 12, 30, 23, tzinfo=UTC)),
        (date(2008, 2, 29), 16, datetime(2024, 2, 28, 23, tzinfo=UTC)),
        (date(2008, 2, 29), 18, datetime(2026, 2, 28, 23, tzinfo=UTC)),
        (date(2011, 3, 29), 15, datetime(2026, 3, 28, 23, tzinfo=UTC)),  # the night summer time begins
        (date(2011, 3, 30), 15, datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2014, 10, 25), 12, datetime(2026, 10, 24, 22, tzinfo=UTC)),  # the night it ends
        (date(2014, 10, 26), 12, datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_birthday_begins_at_midnight_in_norway(born: date, years: int, midnight: datetime) -> None:
    last = today(midnight - timedelta(microseconds=1))
    assert (age(born, last), age(born, today(midnight))) == (years - 1, years)


def test_guardians_decide_until_the_last_moment_of_being_seventeen() -> None:
    born = date(2008, 2, 29)
    days = [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]
    assert [of_age(SETS, CHOICES, born, day) for day in days] == [False, False, True]
    facts = Facts(CHILD, born, BOTH, categories=NOTES)
    assert [required_givers(SETS, CHOICES, facts, day).givers for day in days] == [BOTH | YOUTH] * 2 + [YOUTH]


# --- What was asked before ------------------------------------------------------------------------


@pytest.mark.parametrize(("years", "question", "consent"), [(14, True, True), (15, False, True), (18, False, False)])
def test_what_guardians_were_asked(years: int, question: bool, consent: bool) -> None:  # noqa: FBT001
    """A yes of theirs outlives the day the youth answers too, but no question does; of age ends both."""
    found = required(Case(LAW, "", years, BOTH, DECIDES))
    assert (found.stands(BOTH, given=False), found.stands(BOTH, given=True)) == (question, consent)


def test_a_yes_about_health_ends_when_the_youth_alone_decides_about_it() -> None:
    at = {years: required(Case(LAW, "", years, BOTH, DECIDES, categories=HEALTH)) for years in (15, 16)}
    assert [found.stands(BOTH, given=True) for found in at.values()] == [True, False]
    assert at[16].stands(BOTH | YOUTH, given=True)


def test_a_suspicion_ends_nothing_that_a_guardian_could_see_end() -> None:
    found = required(Case(LAW, "", 4, BOTH, ABLE, suspected=ONE))
    assert found.stands(BOTH, given=False)
    assert found.stands(BOTH, given=True)


def test_what_guardians_said_ends_when_the_care_is_taken_over_or_nobody_is_known_to_decide() -> None:
    care, unknown = (Case(LAW, "", 4, BOTH, ABLE, **changes) for changes in ({"care_order": True}, {"guardians": NONE}))  # type: ignore[arg-type]
    assert [required(case).stands(BOTH, given=True) for case in (care, unknown)] == [False, False]


# --- The sets themselves --------------------------------------------------------------------------


def test_two_sets_live_side_by_side_and_each_day_has_one() -> None:
    change = SETS.sets[1].valid_from
    found = [SETS.on(day) for day in (date(1981, 12, 31), ON[LAW], change - timedelta(days=1), change, ON[PROPOSED])]
    assert [one and one.id for one in found] == [None, LAW, LAW, PROPOSED, PROPOSED]
    facts = Facts(CHILD, date(1970, 1, 1), BOTH, categories=NOTES)
    assert required_givers(SETS, CHOICES, facts, date(1981, 12, 31)).givers == NONE


def test_the_day_a_new_law_begins_changes_what_is_asked() -> None:
    change = SETS.sets[1].valid_from
    facts = Facts(CHILD, change - timedelta(days=5 * 365), BOTH, categories=NOTES)
    found = [required_givers(SETS, CHOICES, facts, day) for day in (change - timedelta(days=1), change)]
    assert [(one.heard, one.rule_version.split(".")[0]) for one in found] == [(ABLE, LAW), (ALWAYS, PROPOSED)]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"valid_to": date(2098, 12, 31)}, "barnelova-1981.yaml: valid_to: must be the day"),
        ({"valid_to": None}, "barnelova-1981.yaml: valid_to: must be the day"),
        ({"rows": []}, "barnelova-1981.yaml: rows"),
        ({"valid_from": "soon"}, "barnelova-1981.yaml: valid_from"),
        ({"author": "me"}, "barnelova-1981.yaml: author"),
    ],
)
def test_a_set_that_says_too_little_or_too_much_is_told_at_start(
    changes: dict[str, object], told: str, tmp_path: Path
) -> None:
    folder = written(tmp_path / "rules", changes)
    with pytest.raises(BadMunicipality, match=told):
        load(folder)


def test_the_last_row_fits_everybody_and_no_two_have_one_name() -> None:
    first = SETS.sets[0]
    for rows in (first.rows[:-1], (*first.rows, first.rows[-1])):
        with pytest.raises(ValueError, match="row"):
            RuleSet.model_validate(first.model_dump() | {"rows": [row.model_dump() for row in rows]})


def test_without_rules_nothing_begins(tmp_path: Path) -> None:
    with pytest.raises(BadMunicipality):
        load(tmp_path)


def test_the_last_set_has_no_end(tmp_path: Path) -> None:
    folder = written(tmp_path / "rules", {})
    (folder / "barnelov-ny.yaml").unlink()
    with pytest.raises(BadMunicipality, match="nothing comes after it"):
        load(folder)


def written(folder: Path, changes: dict[str, object]) -> Path:
    """Our rules, with the present law's set changed."""
    folder.mkdir()
    for path in RULES.glob("*.yaml"):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        told = data | changes if data["id"] == LAW else data
        (folder / path.name).write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return folder
