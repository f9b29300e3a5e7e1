"""What an archived log calls things: the words of the municipality's handlingsveileder."""

from collections.abc import Mapping
from types import MappingProxyType

from shared.handlingsveileder import Handlingsveileder


def words(guide: Handlingsveileder) -> Mapping[str, str]:
    return MappingProxyType({one.id: one.text for one in guide.texts.archive})


def word_of(what: str) -> str:
    """The id of a fact's heading, by the fact's wire name."""
    entity, fact, _ = what.split(".")
    return f"fact-{fact}" if entity == "stafettlogg" else f"fact-{entity}-{fact}"
