"""What came of a tiltak, at nivå 1 and in a stafettlogg."""

from enum import StrEnum


class Effect(StrEnum):
    """What came of a tiltak, in the eyes of whoever is responsible."""

    AS_HOPED = "as-hoped"
    SOME = "some"
    NONE = "none"
    WORSE = "worse"
    NOT_DONE = "not-done"
