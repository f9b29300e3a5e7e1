"""A service let in later: what stands is said again to it, and what was said before its period it never reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import orjson
import pytest
import uuid_utils.compat as uuid

from services.case.access import FAMILY, Circle, Consent, on_content
from services.case.publish import PUBLISHED
from services.case.spine import Spine, fold, slot
from services.case.stafettlogg.asked import closing as reopening
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import goals as g
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.events import meetings as t
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.restating import Restating
from services.case.timeline import AGREEMENTS, view
from shared.contracts import case
from shared.contracts.case import Effect, StafettloggView
from shared.contracts.common import SHARED_CATEGORIES, Actor, Owner
from shared.days import day_of
from shared.errors import AccessDenied
from shared.events import Recorded
from shared.personal import split
from shared.sealing import DataKey, KeyId, Keyring, Slot, place
from shared.wire import envelope, parse_envelope
from tests.unit.case.baton import clock
from tests.unit.case.log import adviser, closed, invited, join, joined, opened, parent, passed, spec, teacher

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY, LONG_AGO, LATELY = day_of(NOW), timedelta(days=30), timedelta(days=3)
WEEK = TODAY - timedelta(days=7)
SOON = date(2027, 1, 15)


def measure(name: str, title: str) -> m.MeasureAgreed:
    return m.MeasureAgreed(
        measure=name, responsible="teacher", evaluate_on=SOON, title=title, description=None, goal="g2"
    )


BEFORE: tuple[StafettloggEvent, ...] = (
    opened,
    g.AttentionChanged(attention="Lek"),
    g.GoalAdded(goal="g1", text="Leke ute"), g.GoalChanged(goal="g1", text="Leke med to"),
    g.GoalAdded(goal="g2", text="GAMMELT"), g.GoalEnded(goal="g2", reached=True, reason="GAMMELT"),
    measure("m1", "Språkgruppe"),
    m.MeasureEvaluated(measure="m1", effect=Effect.SOME, happened="GAMMELT", childs_view=None, parents_view=None),
    m.MeasureContinued(measure="m1", responsible="teacher", evaluate_on=SOON),
    measure("m2", "GAMMELT"), m.MeasureEnded(measure="m2", reason="GAMMELT"),
    m.MeasureProposed(measure="m3", title="Turgruppe", description=None),
    t.MeetingHeld(
        meeting="mo1", held_on=date(2026, 10, 24), present=("teacher",), evaluation=False, suggested_level=None,
        minutes="GAMMELT", without_voice_because=None,
    ),
    t.MeetingCalled(
        meeting="mo2", starts_at=NOW + timedelta(days=9), evaluation=True, where="Rom 2", agenda="Språk",
        invited=("teacher",), video=False,
    ),
)  # fmt: skip
SINCE = (g.GoalAdded(goal="g4", text="Si fra"), measure("m4", "Lesestund"))


@dataclass
class History:
    """Familie's log, with a key for each day."""

    rows: list[Recorded] = field(default_factory=list)
    keys: dict[KeyId, DataKey] = field(default_factory=dict)

    def say(self, ago: timedelta, *events: StafettloggEvent, by: Actor = teacher) -> None:
        for event in events:
            self.rows.append(self._row(event, by, NOW - ago))

    def _row(self, event: StafettloggEvent, by: Actor, at: datetime) -> Recorded:
        n = len(self.rows) + 1
        key = DataKey(KeyId("child", FAMILY, AGREEMENTS[1], day_of(at).toordinal()), b"k" * 32)
        self.keys[key.id] = key
        plain, personal = split(event)
        where = place("4999", "log", UUID(int=n), f"{event.type}/1", key.id)
        return Recorded(
            n, "4999", "log", n, "child", UUID(int=n), event.type, 1, orjson.dumps(plain),
            key.seal(where, personal) if personal else None, str(key.id) if personal else None,
            orjson.dumps(by.model_dump(mode="json")), uuid.uuid7(), uuid.uuid7(), None, at,
        )  # fmt: skip

    async def lend(self, _kommune: str, _child: str, _slots: Sequence[Slot]) -> list[tuple[DataKey, datetime]]:
        return [(key, datetime.now(UTC) + timedelta(hours=1)) for key in self.keys.values()]

    async def let_in(self, owner: Owner, *consents: Consent) -> bool:
        """Whether what stands had to be said again."""
        around = circle(fold("log", ()), *consents)
        told = await Restating(Keyring(FAMILY, self.lend)).for_(owner, around, self.rows)
        self.say(timedelta(), *([told] if told else []), invited, joined)
        return told is not None

    def spine(self) -> Spine:
        return fold("log", [parse_envelope(envelope(row, PUBLISHED[row.type], FAMILY)) for row in self.rows])

    def read(self, who: Actor, *consents: Consent, key: date = date.min, policy: bool = True) -> StafettloggView:
        """key: the first day whose keys are lent. Raises AccessDenied."""
        spine = self.spine()
        around = circle(spine, *consents)
        held = {of: one for of, one in self.keys.items() if of.epoch >= key.toordinal()}
        older = (
            found for found in spine.facts
            if not on_content(who, "read", around, *slot(found), written=day_of(found.at)).allowed
        )  # fmt: skip
        return view(spine, around, held, {AGREEMENTS: ()}, 14, frozenset(one.id for one in older) if policy else ())


def consent(owner: Owner, covers_from: date | None) -> Consent:
    shared = frozenset(SHARED_CATEGORIES)
    return Consent(f"k-{owner}", 2, owner, "active", shared, TODAY + timedelta(days=9), covers_from=covers_from)


def circle(spine: Spine, *consents: Consent) -> Circle:
    around = frozenset(spine.guardians)
    return Circle("child", spine.participants, around, frozenset(), (consent("barnehage", None), *consents), TODAY)


def history() -> History:
    made = History()
    made.say(LONG_AGO, *BEFORE)
    made.say(LATELY, *SINCE)
    return made


LIMITED = consent("ppt", WEEK)


async def test_it_gets_a_log_that_it_can_take_part_in_and_nothing_of_what_was() -> None:
    told = history()
    assert await told.let_in("ppt", LIMITED)
    seen = told.read(adviser, LIMITED, key=WEEK)
    assert (seen.child_name, seen.attention, seen.earlier_attention, seen.level) == ("Barn", "Lek", (), 2)
    assert {one.person_name for one in seen.participants} == {"Lærer", "Mor", "Rådgiver"}
    assert [(one.text, one.earlier) for one in seen.goals] == [("Leke med to", ()), ("Si fra", ())]
    assert [(one.title, one.evaluations) for one in seen.measures] == [("Språkgruppe", ()), ("Lesestund", ())]
    assert [one.title for one in seen.proposals] == ["Turgruppe"]
    assert [(one.meeting, one.where) for one in seen.meetings] == [("mo2", "Rom 2")]
    assert "GAMMELT" not in seen.model_dump_json()
    assert {day_of(one.at) for one in seen.entries} == {TODAY - LATELY, TODAY}


@pytest.mark.parametrize(("key", "policy"), [(WEEK, False), (date.min, True)], ids=["the key", "the policy"])
async def test_each_alone_holds_it_out_of_what_was(key: date, *, policy: bool) -> None:
    told = history()
    with pytest.raises(AccessDenied):
        told.read(adviser, LIMITED, key=key, policy=policy)
    await told.let_in("ppt", LIMITED)
    assert "GAMMELT" not in told.read(adviser, LIMITED, key=key, policy=policy).model_dump_json()


async def test_what_comes_later_is_told_to_it_as_to_everybody() -> None:
    told = history()
    await told.let_in("ppt", LIMITED)
    told.say(
        timedelta(), m.MeasureEnded(measure="m1", reason="Nådd"), g.GoalEnded(goal="g1", reached=True, reason=None)
    )
    told.say(timedelta(), t.MeetingCancelled(meeting="mo2", reason=None), passed)
    seen = told.read(adviser, LIMITED, key=WEEK)
    assert ([one.title for one in seen.measures], [one.title for one in seen.ended_measures]) == (
        ["Lesestund"], ["Språkgruppe"],
    )  # fmt: skip
    assert (seen.goal, seen.holder, seen.meetings[0].stage) == ("Si fra", "adviser", case.MeetingStage.CANCELLED)


async def test_whoever_knows_it_already_sees_no_difference() -> None:
    without, told = history(), history()
    without.say(timedelta(), invited, joined)
    await told.let_in("ppt", LIMITED)
    ids = {"entries": {"__all__": {"id"}}}
    for who in (parent, teacher):
        assert told.read(who).model_dump(exclude=ids) == without.read(who).model_dump(exclude=ids)


@pytest.mark.parametrize(
    ("consents", "lost"),
    [
        ((consent("ppt", None),), False),
        ((consent("ppt", TODAY - LONG_AGO),), False),
        ((LIMITED,), True),
        ((consent("ppt", TODAY),), True),
        ((consent("ppt", TODAY), consent("ppt", TODAY - LONG_AGO)), False),
        ((), False),
    ],
)
async def test_it_is_said_again_only_where_the_log_could_not_be_read_otherwise(
    consents: tuple[Consent, ...], *, lost: bool
) -> None:
    assert await history().let_in("ppt", *consents) is lost


async def test_what_was_said_again_in_the_period_of_the_next_serves_that_one_too() -> None:
    told = history()
    assert await told.let_in("ppt", LIMITED)
    assert not await told.let_in("helsestasjon", LIMITED, consent("helsestasjon", WEEK))


async def test_it_is_said_again_from_what_had_been_said_again() -> None:
    told = history()
    await told.let_in("ppt", LIMITED)
    told.rows = [row._replace(recorded_at=min(row.recorded_at, NOW - timedelta(days=1))) for row in told.rows]
    assert await told.let_in("ppt", consent("ppt", TODAY))
    assert [one.title for one in told.read(parent).measures] == ["Språkgruppe", "Lesestund"]


# --- When -----------------------------------------------------------------------------------------

AGAIN = p.StafettloggRestated(
    now=case.NowStands(
        child_name="Barn", attention=case.Said(text="Lek", by="teacher", at=NOW), participants=(), goals=(),
        proposals=(), measures=(), meetings=(), voice=case.ChildsVoice(), transition=None, closing=None,
    )
)  # fmt: skip
anew = joining.RestateUnderConsent(owner="ppt", restated=AGAIN)


def test_it_is_said_again_together_with_the_acceptance() -> None:
    spec.given(opened, invited).when(join.model_copy(update={"restated": AGAIN}), by=adviser).then(AGAIN, joined)


def test_it_is_said_again_when_a_service_that_takes_part_has_another_consent_also_in_a_closed_log() -> None:
    spec.given(opened, invited, joined).when(anew, by=clock).then(AGAIN)
    spec.given(opened, invited, joined, closed).when(anew, by=clock).then(AGAIN)
    spec.given(opened, invited).when(anew, by=clock).then()
    spec.given(opened, invited, joined).when(anew.model_copy(update={"restated": None}), by=clock).then()


def test_it_is_said_again_before_the_log_is_reopened_so_that_it_does_not_end_as_closed() -> None:
    command = case.ReopenStafettlogg(stafettlogg="log", opener_name="Lærer")
    under = reopening.ReopenUnderConsent(command=command, consented=frozenset({"barnehage", "ppt"}), restated=AGAIN)
    wanted = c.ReopeningAsked(guardian="mother", reason="Tilbake")
    back = c.StafettloggReopened(holder="teacher", holder_owner="barnehage", holder_name="Lærer")
    spec.given(opened, invited, joined, closed, wanted).when(under, by=teacher).then(AGAIN, back)
