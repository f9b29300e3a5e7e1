"""What the texts of the facts tell, once the keys have opened them: a fold per topic."""

from collections.abc import Callable

from services.case.unsealed import contributions, goals, measures, meetings, people, restating, voices
from services.case.unsealed.opened import Opened
from shared.contracts.common import Envelope, Fact

_COLLECT: dict[type[Fact], Callable[[Opened, Envelope, Fact], None]] = {
    fact: topic.collect
    for topic in (people, goals, measures, meetings, voices, contributions, restating)
    for fact in topic.FACTS
}


def collect(opened: Opened, found: Envelope, fact: Fact) -> None:
    """What no topic knows changes nothing."""
    if into := _COLLECT.get(type(fact)):
        into(opened, found, fact)
