"""Who must say yes for a child on a day, computed from the rules that hold then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.consent.family import CARER
from services.consent.rules.sets import Age, Giver, Row, RuleSet, RuleSets
from shared.contracts.common import Category, Id
from shared.contracts.consent import Heard
from shared.municipality import Ages

WEIGHT = tuple(Heard)  # the least that a child is heard first


@dataclass(frozen=True, slots=True)
class Choices:
    """What a municipality has chosen, and under which name it has done so."""

    ages: Ages
    version: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at. guardians: those with foreldreansvar."""

    child: Id
    born: date
    guardians: frozenset[Id]
    suspected: frozenset[Id] = frozenset()
    care_order: bool = False
    categories: Sequence[Category] = ()


@dataclass(frozen=True, slots=True)
class Requirement:
    """givers: who must all say yes, or nobody when no consent can be asked for. anew: what others said before ends."""

    givers: frozenset[Id]
    heard: Heard
    rule_version: str
    anew: bool

    def stands(self, asked: frozenset[Id], *, given: bool) -> bool:
        """Whether what was asked of some still holds. given: they have all said yes.

        A question that nobody may be asked any more without reason to ask anew is left as it is: that it ended would
        tell a guardian what nobody may tell.
        """
        if not self.givers:
            return not self.anew
        if CARER in asked and CARER not in self.givers:
            return False  # who had the care has it no longer
        return self.givers <= asked or (given and not self.anew)


NOBODY = Requirement(frozenset(), Heard.AS_ABLE, "none", anew=True)


def age(born: date, on: date) -> int:
    """In whole years. Who is born on 29 February has lived them on 1 March, when there is no such day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def required_givers(rules: RuleSets, choices: Choices, facts: Facts, on: date) -> Requirement:
    """Of everybody that each category needs; what one category may not be asked for, the whole may not."""
    found = rules.on(on)
    if found is None:
        return NOBODY
    fitting = [_first(found, choices, facts, category, on) for category in facts.categories]
    rows = list({row.id: row for row in fitting}.values())
    askable = bool(rows) and all(row.givers for row in rows)
    givers = frozenset[Id]().union(*(_people(giver, facts) for row in rows for giver in row.givers))
    return Requirement(
        givers if askable else frozenset(),
        max((row.heard for row in rows), key=WEIGHT.index, default=Heard.AS_ABLE),
        f"{found.id}.{choices.version}.{'.'.join(sorted(row.id for row in rows))}",
        anew=any(row.anew for row in rows),
    )


def of_age(rules: RuleSets, choices: Choices, born: date, on: date) -> bool:
    """Whether the child alone decides, whatever it is about: the guardians' part has ended."""
    facts = Facts("child", born, frozenset({"guardian"}), categories=tuple(Category))
    return required_givers(rules, choices, facts, on).givers == {facts.child}


def _first(rules: RuleSet, choices: Choices, facts: Facts, category: Category, on: date) -> Row:
    return next(row for row in rules.rows if _fits(row, choices, facts, category, on))


def _fits(row: Row, choices: Choices, facts: Facts, category: Category, on: date) -> bool:
    when = row.when
    return (
        (when.from_age is None or age(facts.born, on) >= _years(when.from_age, choices.ages))
        and (when.categories is None or category in when.categories)
        and when.suspected in {None, bool(facts.suspected & facts.guardians)}
        and when.care_order in {None, facts.care_order}
        and when.guardians in {None, bool(facts.guardians)}
    )


def _years(wanted: Age, chosen: Ages) -> int:
    years: int = wanted if isinstance(wanted, int) else getattr(chosen, wanted)
    return years


def _people(giver: Giver, facts: Facts) -> frozenset[Id]:
    return {
        Giver.GUARDIANS: facts.guardians,
        Giver.YOUTH: frozenset({facts.child}),
        Giver.CARER: frozenset({CARER}),
    }[giver]
