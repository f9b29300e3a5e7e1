"""Who tries what: people drawn by their part in the log as it is then, so that most attempts are close to possible."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from shared.contracts.common import Actor, Role
from tests.property.copies import LOG
from tests.property.spine_model import Model

OWNERS = ("barnehage", "ppt", "helsestasjon", "barnevern")
STAFF = [Actor(id=f"{o}-{n}", role=Role.EMPLOYEE, kommune="4999", owner=o, unit="u") for o in OWNERS for n in (1, 2)]
PARENTS = [Actor(id=who, role=Role.GUARDIAN, kommune="4999", owner="familie") for who in ("mother", "father")]
ACTORS = {actor.id: actor for actor in (*STAFF, *PARENTS)}
IDS = list(ACTORS)
ON = {"stafettlogg": LOG}

PARTS = ("the holder", "another participant", "whoever is responsible", "the one offered", "the one invited")
anyone = st.sampled_from(PARTS) | st.sampled_from(IDS)
someone = anyone


def mostly(who: str) -> st.SearchStrategy[str]:
    """Drawn from everybody alike, hardly any history would get beyond its opening."""
    return st.one_of(st.just(who), st.just(who), st.just(who), anyone)


holder, family = mostly("the holder"), mostly("mother")
responsible, offered, another = map(mostly, ("whoever is responsible", "the one offered", "another participant"))
owner = st.sampled_from(OWNERS)
consented = st.just(frozenset(OWNERS)) | st.frozensets(owner, min_size=1)
seldom = st.integers(min_value=0, max_value=7).map(lambda n: n == 0)
some, present = (st.lists(someone, min_size=n, max_size=2).map(tuple) for n in (0, 1))
measure, meeting = (st.sampled_from([f"{kind}-1", f"{kind}-1", f"{kind}-2"]) for kind in ("t", "m"))
goal = st.sampled_from(["g-1", "g-2"])
maybe_goal = st.none() | goal
yes_or_no = st.booleans()
days = st.integers(min_value=1, max_value=40) | st.integers(min_value=-1, max_value=2)  # from today


def at(*stages: str) -> Callable[[Model], bool]:
    return lambda model: any(one.stage in stages for one in model.tiltak.values())


def told(
    possible: Callable[[Model], object] = lambda model: model.open, /, **drawn: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule whose people are drawn by their part in the log. possible: when it may succeed; else tried rarely."""

    def decorate(act: Callable[..., None]) -> Callable[..., None]:
        @wraps(act)
        def resolved(self: Any, **given: Any) -> None:
            people = {name: self.who(value) for name, value in given.items()}
            act(self, **people | {"by": ACTORS[people["by"]]})

        known: dict[str, Any] = drawn
        ruled: Callable[..., None] = rule(**known)(resolved)
        return precondition(lambda self: self.turn % 5 == 0 or bool(possible(self.model)))(ruled)

    return decorate
