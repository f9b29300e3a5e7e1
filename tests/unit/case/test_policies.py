"""The policies, held against an independent statement of the same law; and every policy is needed."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from services.case import access
from shared.access import Entity, Policies
from tests.unit.policies import without

Case = tuple[Entity, str, Entity, dict[str, list[str]]]
ME = "me"


def employees() -> Iterator[Entity]:
    for owner, unit, role in product(("barnehage", "ppt"), ("u1", "u2"), ("employee", "leader")):
        yield Entity("Employee", ME, {"person": ME, "owner": owner, "unit": unit, "role": role})


GUARDIAN = Entity("Guardian", ME, {"person": ME})
YOUTH = Entity("Youth", ME, {"person": ME})
SYSTEMS = [Entity("System", ME, {"role": role}) for role in ("register", "system")]
FAMILY = {"Guardian": "guardians", "Youth": "self"}  # who of the family they must be among
ON_LOGS = ("open", "answerInvitation", "takePart", "reopen", "lead", "chooseHolder", "explain")
LACKS = {"uten1", "uten2", "uten3"}
SETS = ([], ["barnehage"], ["ppt"], ["barnehage", "ppt"])


def on_children() -> Iterator[Case]:
    now: dict[str, list[str]] = {"consented": [], "askers": []}
    for owner, unit, restricted in product(("barnehage", "ppt"), ("u1", "u2"), (False, True)):
        child = Entity("Child", "child", {"owner": owner, "unit": unit, "restricted": restricted})
        yield from ((who, action, child, now) for who in employees() for action in ("casework", "decide"))
        yield from ((who, "enrol", child, now) for who in SYSTEMS)


def on_whereabouts() -> Iterator[Case]:
    for guarded, owner, unit, people, consented in product(
        (True, False), ("barnehage", "ppt"), ("u1", "u2", ""), ([], [ME]), SETS
    ):
        where = Entity(
            "Whereabouts", "child", {"guarded": guarded, "owner": owner, "unit": unit, "participants": people}
        )
        now = {"consented": consented, "askers": []}
        nowhere = Entity("Employee", ME, {"person": ME, "owner": "ppt", "unit": "", "role": "leader"})
        yield from ((who, "locate", where, now) for who in (*employees(), nowhere, GUARDIAN, YOUTH, *SYSTEMS))


def on_invitations() -> Iterator[Case]:
    for invited, guardians in product(([], [ME], ["other"]), repeat=2):
        invitation = Entity("Invitation", "i", {"invited": invited, "guardians": guardians})
        yield GUARDIAN, "attend", invitation, {"consented": [], "askers": []}


def on_logs() -> Iterator[Case]:
    mine = ([], [ME])
    for people, family, invited, called, led, consented, askers in product(
        mine, mine, ([], ["ppt"]), mine, ([], [{"owner": "ppt", "unit": "u1"}]), SETS, mine
    ):
        log = Entity(
            "Log", "log",
            {
                "participants": people, "guardians": family, "invited": invited, "called": called,
                "led": led, "known": called, "self": called,
            },
        )  # fmt: skip
        now = {"consented": consented, "askers": askers}
        yield from ((YOUTH, action, log, now) for action in ("takePart", "explain"))
        for action in ON_LOGS:
            yield from ((who, action, log, now) for who in employees())
        yield GUARDIAN, "takePart", log, now
        yield GUARDIAN, "explain", log, now


def on_content() -> Iterator[Case]:
    owners, categories = ("familie", "barnehage", "ppt"), ("private", "contact", "notes")
    mine, ended = ([], [ME]), ([], ["ppt"])
    for owner, category, people, family, consented, urgent, over, restricted in product(
        owners, categories, mine, mine, SETS, mine, ended, (False, True)
    ):
        if restricted and (category != "notes" or consented != SETS[-1] or over):
            continue  # it changes nothing there: what nobody reads anyway
        content = Entity(
            "Content", "c",
            {
                "owner": owner, "category": category, "participants": people, "guardians": family,
                "emergencies": urgent, "ended": over, "restricted": restricted, "self": urgent, "own": bool(over),
            },
        )  # fmt: skip
        now = {"consented": consented, "askers": []}
        for action in ("read", "write"):
            yield from ((who, action, content, now) for who in (*employees(), GUARDIAN, YOUTH))


def on_contributions() -> Iterator[Case]:
    for owner, writer, unit, family, consented, restricted in product(
        ("familie", "barnehage", "ppt"), (ME, "other"), ("u1", "u2", ""), ([], [ME]), SETS, (False, True)
    ):
        if restricted and consented != SETS[-1]:
            continue
        about = {
            "owner": owner, "writer": writer, "unit": unit, "guardians": family, "restricted": restricted,
            "self": [ME] if unit == "u1" else ["other"],
        }  # fmt: skip
        written = Entity("Contribution", "c", about)
        now = {"consented": consented, "askers": []}
        nowhere = Entity("Employee", ME, {"person": ME, "owner": "ppt", "unit": "", "role": "leader"})
        for action in ("correct", "retract"):
            yield from ((who, action, written, now) for who in (*employees(), nowhere, GUARDIAN, YOUTH))


def whereabouts(who: Entity, what: Entity, now: dict[str, list[str]]) -> bool:
    """Those who look after the child, and those who meet about it; everybody where nothing is protected."""
    me, it = who.attributes, what.attributes
    if not it["guarded"] or who.type != "Employee":
        return not it["guarded"]
    works_there = bool(me["unit"]) and (me["owner"], me["unit"]) == (it["owner"], it["unit"])
    return works_there or (ME in it["participants"] and me["owner"] in now["consented"])


def own_word(who: Entity, action: str, what: Entity, now: dict[str, list[str]]) -> bool:
    """Whose service it is, and who in it answers for the text."""
    me, it = who.attributes, what.attributes
    if who.type in FAMILY:
        return ME in it[FAMILY[who.type]] and (it["owner"], it["writer"]) == ("familie", ME)
    leads = bool(me["unit"]) and (me["role"], me["unit"]) == ("leader", it["unit"])
    ours = not it["restricted"] and me["owner"] == it["owner"] and (it["writer"] == ME or leads)
    return ours and (action == "retract" or me["owner"] in now["consented"])


def in_unit(who: Entity, action: str, what: Entity) -> bool:
    """What a service does for itself, and what the register tells it."""
    me, it = who.attributes, what.attributes
    if action == "enrol":
        return bool(me["role"] == "register")
    own_unit = (me["owner"], me["unit"]) == (it["owner"], it["unit"])
    return bool(own_unit and (not it["restricted"] if action == "casework" else me["role"] == "leader"))


def law(who: Entity, action: str, what: Entity, now: dict[str, list[str]]) -> bool:
    """The same rules, said another way."""
    me, it = who.attributes, what.attributes
    if what.type == "Invitation":
        return ME in it["guardians"] and ME in it["invited"]
    if what.type == "Content" and it["category"] in {"private", "contact"}:
        return False
    if who.type in FAMILY:
        closed = who.type == "Guardian" and action == "read" and it["own"]
        ours = action != "explain" and (action != "write" or it["owner"] == "familie")
        return bool(ME in it[FAMILY[who.type]] and ours and not closed)
    let_in = me["owner"] in now["consented"]
    if action == "explain":
        return ME in it["known"]
    if action == "open":
        return bool(let_in and ME in now["askers"])
    if action == "answerInvitation":
        return bool(let_in and (me["owner"] in it["invited"] or ME in it["called"]))
    if action in {"lead", "chooseHolder"}:
        leads = [place for place in it["led"] if (place["owner"], place["unit"]) == (me["owner"], me["unit"])]
        return bool(let_in and leads and me["role"] == "leader")
    if action == "reopen":
        return bool(let_in and ME in {*it["participants"], *now["askers"]})
    takes_part = let_in and ME in it["participants"]
    if action == "read":
        closed = it["restricted"] or me["owner"] in it["ended"]
        return bool(
            (takes_part or ME in it["emergencies"]) and not closed and it["owner"] in {"familie", *now["consented"]}
        )
    if action == "write":
        return bool(takes_part and it["owner"] == me["owner"])
    return bool(takes_part)


CASES = [*on_children(), *on_whereabouts(), *on_invitations(), *on_logs(), *on_content(), *on_contributions()]


def decided(policies: Policies) -> list[bool]:
    return [policies.decide(*one).allowed for one in CASES]


def said(who: Entity, action: str, what: Entity, now: dict[str, list[str]]) -> bool:
    match what.type:
        case "Child":
            return in_unit(who, action, what)
        case "Contribution":
            return own_word(who, action, what, now)
        case "Whereabouts":
            return whereabouts(who, what, now)
        case _:
            return law(who, action, what, now)


LAW = [said(*one) for one in CASES]


def test_the_policies_say_what_the_law_says_in_every_combination() -> None:
    assert decided(access.POLICIES) == LAW
    assert len(CASES) > 1000


@pytest.mark.parametrize("removed", sorted(access.POLICIES.annotations))
def test_no_policy_can_be_left_out(removed: str, tmp_path: Path) -> None:
    fewer = without(removed, Path(access.__file__).parent, tmp_path)
    assert any(fewer.decide(*one).allowed != right for one, right in zip(CASES, LAW, strict=True))


def test_every_policy_tells_people_what_it_says_and_why() -> None:
    assert all(set(texts) - LACKS == {"id", "tekst", "hjemmel"} for texts in access.POLICIES.annotations.values())
