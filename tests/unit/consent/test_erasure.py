"""Given what has been said about erasing a child, when somebody asks, then this happens or is refused."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.consent.erasure import access, asked
from services.consent.erasure import events as e
from services.consent.erasure import refusals as no
from services.consent.erasure.asked import Around
from services.consent.erasure.decider import decider
from services.consent.family import Family
from shared.access import Policies
from shared.contracts import consent as c
from shared.contracts.common import Actor, Role
from tests.unit.consent.world import CHILD, MOTHER, actor, clock, father, mother, stranger, teacher
from tests.unit.policies import without
from tests.unit.spec import AT, Spec

ombud = actor("p-ombud", Role.DPO, "audit")
chief = actor("p-chief", Role.LEADER, "barnehage", "bekkelia")
OMBUD, CHIEF, WHY = ombud.id, chief.id, "Fordi"
DELAY = timedelta(hours=72)
AROUND = Around(DELAY, (CHIEF,), ("barnehage", "familie"))
DUE = AT + DELAY
BASIS = "pvf-17-1"
OF = {"child": CHILD, "erasure": "e-1"}
BY = {"by": OMBUD, "reason": WHY}
spec = Spec(decider(AROUND))
bound = Spec(decider(replace(AROUND, unarchived=frozenset({"s-1"}))))

proposed = e.ErasureProposed(**OF, legal_basis=BASIS, **BY)
confirmed = e.ErasureConfirmed(**OF, by=CHIEF, due_at=DUE)
held = e.LegalHoldSet(child=CHILD, **BY)
due = e.ErasureFellDue(**OF, expected=AROUND.services)
gone = e.KeysDestroyed(**OF, entry=1, head="0" * 64)
confirm = c.ConfirmErasure(**OF)
suggested = e.RetentionEnded(**OF, told=(CHIEF,), because="retention")


def propose(basis: str = BASIS) -> c.ProposeErasure:
    return c.ProposeErasure(child=CHILD, legal_basis=basis, reason=WHY)


def receipt(owner: str) -> asked.TakeReceipt:
    return asked.TakeReceipt(CHILD, "e-1", owner, "A" * 86 + "==")


def test_one_proposes() -> None:
    (event,) = spec.given().when(propose(), by=ombud).events
    assert isinstance(event, e.ErasureProposed)
    assert (event.by, event.legal_basis) == (OMBUD, BASIS)


@pytest.mark.parametrize("basis", ["no-law", "pvf-99", "fvl-13a"])
def test_a_proposal_names_a_law_by_which_one_erases(basis: str) -> None:
    spec.given().when(propose(basis), by=ombud).refused(no.NoLegalBasis)


@pytest.mark.parametrize("so_far", [(proposed,), (proposed, confirmed), (proposed, confirmed, due, gone)])
def test_one_erasure_at_a_time_and_none_after_it(so_far: tuple[e.Happened, ...]) -> None:
    spec.given(*so_far).when(propose(), by=ombud).refused(no.AlreadyProposed)


def test_another_confirms_and_the_delay_begins() -> None:
    spec.given(proposed).when(confirm, by=chief).then(confirmed)


def test_nobody_is_two_people() -> None:
    spec.given(proposed).when(confirm, by=ombud).refused(no.TwoPeople)


def test_confirming_again_changes_nothing() -> None:
    spec.given(proposed, confirmed).when(confirm, by=chief).then()


def test_what_was_not_proposed_is_not_confirmed() -> None:
    spec.given().when(confirm, by=chief).refused(no.NothingToErase)


@pytest.mark.parametrize("command", [c.CancelErasure(**OF, reason=WHY), c.VetoErasure(**OF, reason=WHY)])
def test_it_is_cancelled_or_vetoed_until_it_falls_due(command: c.CancelErasure | c.VetoErasure) -> None:
    kind = e.ErasureCancelled if isinstance(command, c.CancelErasure) else e.ErasureVetoed
    for so_far in ((proposed,), (proposed, confirmed)):
        spec.given(*so_far).when(command, by=ombud).then(kind(**OF, **BY))
    for late in ((proposed, confirmed, due), (proposed, confirmed, kind(**OF, **BY))):
        spec.given(*late).when(command, by=ombud).refused(no.NothingToErase)


@pytest.mark.parametrize("stopped", [e.ErasureCancelled(**OF, **BY), e.ErasureVetoed(**OF, **BY)])
def test_what_was_cancelled_never_falls_due(stopped: e.Happened) -> None:
    spec.given(proposed, confirmed, stopped).when(asked.FallDue(CHILD, "e-1"), by=clock, at=DUE).then()


def test_a_hold_refuses_and_stops_what_is_under_way() -> None:
    hold = c.SetLegalHold(child=CHILD, reason=WHY)
    stopped = e.ErasureStopped(**OF, because="hold")
    spec.given(proposed, confirmed).when(hold, by=ombud).then(held, stopped)
    spec.given(held).when(hold, by=ombud).then()
    spec.given(held).when(propose(), by=ombud).refused(no.OnHold)
    spec.given(held, suggested).when(confirm, by=chief).refused(no.OnHold)
    spec.given(proposed, confirmed, due).when(hold, by=ombud).refused(no.NothingToErase)


def test_a_hold_is_lifted() -> None:
    lift = c.LiftLegalHold(child=CHILD, reason=WHY)
    lifted = e.LegalHoldLifted(child=CHILD, **BY)
    spec.given(held).when(lift, by=ombud).then(lifted)
    spec.given(held, lifted).when(lift, by=ombud).refused(no.NotOnHold)
    assert len(spec.given(held, lifted).when(propose(), by=ombud).events) == 1


def test_what_is_bound_for_the_archive_goes_there_first() -> None:
    bound.given().when(propose(), by=ombud).refused(no.NotArchived)
    bound.given(proposed).when(confirm, by=chief).refused(no.NotArchived)


def test_or_somebody_decides_that_it_need_not() -> None:
    nothing = e.NothingToArchive(child=CHILD, stafettlogger=("s-1",), **BY)
    decide = c.DecideNothingToArchive(child=CHILD, reason=WHY)
    bound.given().when(decide, by=ombud).then(nothing)
    spec.given().when(decide, by=ombud).then()
    assert len(bound.given(nothing).when(propose(), by=ombud).events) == 1
    later = Spec(decider(replace(AROUND, unarchived=frozenset({"s-1", "s-2"}))))
    later.given(nothing).when(propose(), by=ombud).refused(no.NotArchived)


def test_a_log_that_was_opened_meanwhile_stops_it() -> None:
    stopped = e.ErasureStopped(**OF, because="archive")
    bound.given(proposed, confirmed).when(asked.FallDue(CHILD, "e-1"), by=clock, at=DUE).then(stopped)


def test_it_falls_due_when_the_delay_is_over_and_not_before() -> None:
    given, when = spec.given(proposed, confirmed), asked.FallDue(CHILD, "e-1")
    given.when(when, by=clock, at=DUE - timedelta(seconds=1)).then()
    given.when(when, by=clock, at=DUE).then(due)
    spec.given(proposed, confirmed, due).when(when, by=clock, at=DUE).then()
    spec.given(proposed).when(when, by=clock, at=DUE).then()


def test_the_end_of_retention_proposes_and_two_people_still_decide() -> None:
    ended = asked.EndRetention(CHILD, "retention")
    (event,) = spec.given().when(ended, by=clock).events
    assert isinstance(event, e.RetentionEnded)
    half = e.ErasureConfirmed(**OF, by=OMBUD, due_at=None)
    spec.given(suggested).when(confirm, by=ombud).then(half)
    spec.given(suggested).when(asked.FallDue(CHILD, "e-1"), by=clock, at=DUE).then()
    spec.given(suggested, half).when(confirm, by=ombud).refused(no.TwoPeople)
    spec.given(suggested, half).when(confirm, by=chief).then(confirmed)
    spec.given(proposed).when(ended, by=clock).then()
    still_open = Spec(decider(replace(AROUND, open_logs=True)))
    still_open.given().when(ended, by=clock).then()


def test_it_is_told_once_and_receipts_are_collected() -> None:
    tell = asked.TellDestroyed(CHILD, "e-1", 1, "0" * 64)
    so_far = (proposed, confirmed, due)
    spec.given(*so_far).when(tell, by=clock).then(gone)
    spec.given(*so_far, gone).when(tell, by=clock).then()
    given = e.ErasureReceiptGiven(**OF, owner="familie", signature="A" * 86 + "==")
    spec.given(*so_far, gone).when(receipt("familie"), by=clock).then(given)
    spec.given(*so_far, gone, given).when(receipt("familie"), by=clock).then()
    missing = e.ErasureReceiptMissing(**OF, owners=("barnehage",), told=(OMBUD, CHIEF))
    spec.given(*so_far, gone, given).when(asked.MissReceipts(CHILD, "e-1"), by=clock).then(missing)
    both = e.ErasureReceiptGiven(**OF, owner="barnehage", signature="A" * 86 + "==")
    spec.given(*so_far, gone, given, both).when(asked.MissReceipts(CHILD, "e-1"), by=clock).then()


# --- The policies ---------------------------------------------------------------------------------

service = actor("case-ppt", Role.SYSTEM, "ppt")
pretender = actor(MOTHER, Role.DPO, "familie")
PEOPLE = (
    ombud,
    chief,
    teacher,
    mother,
    father,
    stranger,
    pretender,
    service,
    actor("register", Role.REGISTER, "register"),
)
PROPOSING = {"propose-erasure", "confirm-erasure", "cancel-erasure", "decide-nothing-to-archive"}
OMBUDS = {"veto-erasure", "set-legal-hold", "lift-legal-hold"}
ACTIONS = sorted({*PROPOSING, *OMBUDS, "read-erasure", "give-erasure-receipt"})
FAMILIES = (Family(), Family(child=CHILD, guardians={MOTHER: True, father.id: False}))


def by_law(who: Actor, action: str, family: Family) -> bool:
    """The law, said once more, in another way."""
    if not family.child:
        return False
    if action == "give-erasure-receipt":
        return who is service
    if who is mother:
        return action == "read-erasure"
    return who is ombud or (who is chief and action not in OMBUDS)


def wrong(policies: Policies, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    monkeypatch.setattr(access, "POLICIES", policies)
    return [
        (who.id, action)
        for who in PEOPLE for action in ACTIONS for family in FAMILIES
        if access.may(who, action, CHILD, family, (CHIEF,)).allowed != by_law(who, action, family)
    ]  # fmt: skip


def test_the_policies_say_what_the_law_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(access.POLICIES, monkeypatch) == []


@pytest.mark.parametrize("policy", sorted(access.POLICIES.annotations))
def test_every_policy_is_needed(policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wrong(without(policy, Path(access.__file__).parent, tmp_path), monkeypatch)
