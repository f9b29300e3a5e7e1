"""What came of a tiltak, in bokmål, at nivå 1 and in a stafettlogg."""

from collections.abc import Mapping

from services.portal.words import _
from shared.contracts.case import Effect, OwnNext, Whose

EFFECTS: Mapping[Effect, str] = {
    Effect.AS_HOPED: _("Som vi håpet"),
    Effect.SOME: _("Det hjalp litt"),
    Effect.NONE: _("Ingen forskjell"),
    Effect.WORSE: _("Det ble verre"),
    Effect.NOT_DONE: _("Det ble ikke gjort"),
}
NEXT: Mapping[OwnNext, str] = {
    OwnNext.CONTINUED: _("Vi fortsetter som før"),
    OwnNext.CHANGED: _("Vi gjør noe annerledes"),
    OwnNext.ENDED: _("Tiltaket er ferdig"),
}
WHOSE: Mapping[Whose, str] = {
    Whose.CHILD: _("Noe vi gjør for barnet"),
    Whose.SERVICE: _("Noe vi endrer hos oss selv"),
}
