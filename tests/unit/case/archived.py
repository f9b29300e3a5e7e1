"""A log that goes to the archive, in two municipalities."""

from datetime import UTC, datetime

from deploy.system import GUIDES, MUNICIPALITIES
from shared.contracts.case import Entry, Participant, StafettloggView
from shared.handlingsveileder import load_guides

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALL_GUIDES = load_guides(MUNICIPALITIES, GUIDES)
FJORDVIK, HAVNES = ALL_GUIDES["4999"], ALL_GUIDES["5998"]


def entry(n: int, what: str, by: str, *, text: dict[str, str] | None = None, **data: str | int) -> Entry:
    return Entry(id=f"e-{n}", what=what, at=AT, owner="familie", by=by, text=text or {}, data={**data})


LOG = StafettloggView(
    stafettlogg="log", child="c-1", child_name="Maja <Å>", attention="Språk", goal=None, level=2, opened_at=AT,
    closed_at=AT, holder="p-1", holder_since=AT, baton_offered_to=None, services=(), measures=(),
    participants=(Participant(person="p-2", person_name="Ingrid & co", owner="familie", relation="mother"),),
    entries=(
        entry(6, "stafettlogg.measure-evaluated.v1", "p-3", text={"effect": "some", "happened": "Ja"}, measure="m"),
        entry(
            5, "stafettlogg.measure-agreed.v1", "p-3", text={"title": "Lesing"}, measure="m", responsible="p-2",
            evaluate_on="2026-12-01",
        ),
        entry(4, "stafettlogg.level-changed.v1", "case-familie", text={"reason": "Mer"}, level=3, was=2),
        entry(3, "stafettlogg.baton-passed.v1", "p-9", giver="p-9", taker="p-3", because="left"),
        entry(2, "stafettlogg.invitation-accepted.v1", "p-3", text={"person_name": "Lise"}, person="p-3", owner="ppt"),
        entry(1, "stafettlogg.opened.v1", "p-2", text={"attention": "Språk"}),
    ),
)  # fmt: skip
