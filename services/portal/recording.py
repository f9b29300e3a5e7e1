"""What one form of a meeting comes to: evaluations of tiltak, then the minutes with all that was agreed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from services.portal import dates, refusals
from services.portal.visit import Visit
from shared.contracts import case
from shared.contracts.case import MeasureStage
from shared.contracts.common import Command, Done, Id

PRESENT, ROWS = "present-", 20


class Part(NamedTuple):
    """One command. `at`: what the form calls the command's fields, where it is something else."""

    name: str
    command: type[Command]
    fields: Mapping[str, Any]
    at: Mapping[str, str]

    def wrong(self, visit: Visit) -> dict[str, str]:
        try:
            self.command.model_validate({"id": visit.part_of_key(self.name), **self.fields})
        except ValidationError as error:
            return {self.at.get(name, name): text for name, text in refusals.by_field(error).items()}
        return {}


async def carry_out(visit: Visit, form: str, parts: Sequence[Part]) -> Done | None:
    """All of it; sent again after a no, what was done already is not done twice. None: refused."""
    wrong = {name: text for part in parts for name, text in part.wrong(visit).items()}
    if wrong:
        visit.refuse(form, refusals.FORM, wrong)
        return None
    done = None
    for part in parts:
        done = await visit.send(form, part.command, id=visit.part_of_key(part.name), **part.fields)
        if done is None:
            return None
    return done


def parts(visit: Visit, log: case.StafettloggView, meeting: Id, bank: Mapping[str, case.BankMeasure]) -> list[Part]:
    own = (item for item in log.measures if not item.at_home)
    evaluated = [part for item in own for part in _evaluation(visit, log.stafettlogg, item)]
    return [*evaluated, _minutes(visit, log.stafettlogg, meeting, bank)]


def _evaluation(visit: Visit, log: Id, item: case.Measure) -> Iterator[Part]:
    """Only what somebody has filled in: not every tiltak is looked at in every meeting."""
    of = {"stafettlogg": log, "measure": item.measure}
    effect, then = visit.given(f"effect-{item.measure}"), visit.given(f"then-{item.measure}")
    if effect and item.stage is MeasureStage.AGREED:
        happened = f"happened-{item.measure}"
        told = of | {"effect": effect, "happened": visit.given(happened)}
        at = {"effect": f"effect-{item.measure}", "happened": happened}
        yield Part(f"evaluate {item.measure}", case.EvaluateMeasure, told, at)
    elif item.stage is MeasureStage.AGREED:
        return
    if then == "end":
        yield Part(f"end {item.measure}", case.EndMeasure, of, {})
    elif then == "continue":
        on = f"on-{item.measure}"
        again = of | {"evaluate_on": visit.given(on)}
        yield Part(f"continue {item.measure}", case.ContinueMeasure, again, {"evaluate_on": on})


def _minutes(visit: Visit, log: Id, meeting: Id, bank: Mapping[str, case.BankMeasure]) -> Part:
    rows = [n for n in range(ROWS) if visit.given(f"measures-{n}-title") or visit.given(f"measures-{n}-bank")]
    fields = {
        "stafettlogg": log,
        "meeting": meeting,
        "held_on": visit.given("held_on"),
        "present": visit.checked(PRESENT),
        "minutes": visit.given("minutes"),
        "evaluation": "evaluation" in visit.sent,
        "without_voice_because": visit.given("without_voice_because"),
        "measures": [_measure(visit, n, bank) for n in rows],
        "next_meeting": _next(visit),
        "suggested_level": visit.given("suggested_level"),
    }
    names = ("title", "description", "responsible", "evaluate_on")
    at = {f"measures-{n}-{name}": f"measures-{row}-{name}" for n, row in enumerate(rows) for name in names}
    return Part("minutes", case.RecordMeeting, fields, at)


def _measure(visit: Visit, row: int, bank: Mapping[str, case.BankMeasure]) -> dict[str, Any]:
    """What was taken from the bank is filled in from there, as far as nobody has written otherwise."""
    told: dict[str, Any] = {
        name: visit.given(f"measures-{row}-{name}") for name in ("title", "description", "evaluate_on")
    }
    if taken := bank.get(visit.sent.get(f"measures-{row}-bank", "")):
        on = dates.in_weeks(taken.evaluate_after_weeks).isoformat()
        begun = {"title": taken.title, "description": taken.description, "evaluate_on": on}
        told = {name: text or begun[name] for name, text in told.items()} | {"bank": taken.id}
    who = visit.given(f"measures-{row}-responsible")
    return told | {"measure": visit.part_of_key(f"measure {row}"), "responsible": who}


def _next(visit: Visit) -> dict[str, Any] | None:
    day, clock = (visit.sent.get(f"next_meeting-{name}", "") for name in ("starts_at", "clock"))
    told = {name: visit.given(f"next_meeting-{name}") for name in ("where", "agenda")}
    if not (day or any(told.values())):
        return None
    return told | {
        "meeting": visit.part_of_key("next"),
        "starts_at": dates.at(day, clock),
        "invited": visit.checked(PRESENT),
    }
