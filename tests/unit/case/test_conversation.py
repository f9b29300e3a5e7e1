"""The rules of the undringssamtale: what the unit may do, and what parents may write before it."""

from datetime import date, timedelta

import pytest

from services.case.casework import asked, preparation
from services.case.casework import events as e
from shared.contracts import case
from shared.errors import Unknown
from tests.unit.case.private import MEETS, decided, invited, leader, mother, registered, shared, spec, teacher
from tests.unit.case.private import turned_acute as acute
from tests.unit.spec import AT, Spec

prepare = case.PrepareConversation(
    case="case", episodes=("Tirsdag satt hun alene",), questions=("Hva ser dere hjemme?",),
    phrases=("Vi lurer på",), parents_may_wish="Å bli trodd", interpreter="polsk",
)  # fmt: skip
prepared = e.ConversationPrepared(
    episodes=prepare.episodes, questions=prepare.questions, phrases=prepare.phrases,
    parents_may_wish="Å bli trodd", interpreter="polsk",
)  # fmt: skip
inviting = case.InviteToConversation(
    case="case", invitation="invitation", meets_at=MEETS, place="Bekkelia", guardians=("mother",)
)
invite = asked.InviteGuardians(command=inviting, guardians=frozenset({"mother", "father"}))
cancel = case.CancelConversation(case="case", invitation="invitation")
cancelled = e.ConversationCancelled(invitation="invitation")
talk = case.RecordConversation(case="case", held_on=date(2026, 11, 20), parents_view="Slik ser de det")


def by_age(*, must_hear: bool, **said: object) -> asked.RecordByAge:
    return asked.RecordByAge(command=talk.model_copy(update=said), must_hear=must_hear)


def recorded(**said: object) -> e.ConversationRecorded:
    nothing = dict.fromkeys(("childs_view", "not_heard_because", "parents_worry", "childs_worry"))
    told: dict[str, object] = {"held_on": date(2026, 11, 20), "parents_view": "Slik ser de det"}
    return e.ConversationRecorded.model_validate(told | nothing | said)


record = by_age(must_hear=False)
TOWARDS_PARENTS: tuple[asked.CaseworkCommand, ...] = (prepare, invite, record)


def test_the_sheet_keeps_what_the_unit_has_prepared() -> None:
    spec.given(registered()).when(prepare, by=teacher).then(prepared)


def test_a_new_sheet_replaces_the_old_one() -> None:
    spec.given(registered(), prepared).when(prepare, by=teacher).then(prepared)


def test_guardians_are_invited_by_name() -> None:
    spec.given(registered()).when(invite, by=teacher).then(invited)


def test_nobody_is_invited_who_has_no_foreldreansvar() -> None:
    alone = invite.model_copy(update={"guardians": frozenset({"father"})})
    spec.given(registered()).when(alone, by=teacher).refused(asked.NotAGuardian)


def test_the_same_invitation_is_not_sent_twice() -> None:
    spec.given(registered(), invited).when(invite, by=teacher).refused(asked.InvitationExists)


def test_one_invites_to_what_is_still_to_come() -> None:
    spec.given(registered()).when(invite, by=teacher, at=MEETS).refused(asked.NotInThePast)


def test_an_invitation_can_be_taken_back() -> None:
    spec.given(registered(), invited).when(cancel, by=teacher).then(cancelled)


def test_taking_it_back_again_changes_nothing() -> None:
    spec.given(registered(), invited, cancelled).when(cancel, by=teacher).then()


def test_an_invitation_nobody_sent_cannot_be_taken_back() -> None:
    spec.given(registered()).when(cancel, by=teacher).refused(asked.NoSuchInvitation)


@pytest.mark.parametrize("since", [(acute,), (shared, decided(case.Outcome.CLOSED))], ids=["acute", "closed"])
def test_an_invitation_can_be_taken_back_whatever_has_happened_since(since: tuple[e.CaseworkEvent, ...]) -> None:
    spec.given(registered(), invited, *since).when(cancel, by=teacher).then(cancelled)


def test_the_conversation_records_the_parents_view() -> None:
    spec.given(registered()).when(record, by=teacher).then(recorded())


def test_the_conversation_records_how_worried_parents_and_child_are() -> None:
    scaled = by_age(must_hear=False, parents_worry=2, childs_worry=4)
    spec.given(registered()).when(scaled, by=teacher).then(recorded(parents_worry=2, childs_worry=4))


def test_from_a_certain_age_the_childs_view_is_not_left_out() -> None:
    spec.given(registered()).when(by_age(must_hear=True), by=teacher).refused(asked.ChildNotHeard)


@pytest.mark.parametrize("said", [{"childs_view": "Hun sier"}, {"not_heard_because": "Hun ville ikke"}], ids=str)
def test_the_child_is_heard_or_somebody_says_why_not(said: dict[str, str]) -> None:
    spec.given(registered()).when(by_age(must_hear=True, **said), by=teacher).then(recorded(**said))


def test_a_conversation_to_come_is_not_recorded_as_held() -> None:
    tomorrow = by_age(must_hear=False, held_on=date(2026, 11, 24))
    spec.given(registered()).when(tomorrow, by=teacher).refused(asked.NotInTheFuture)


@pytest.mark.parametrize("command", TOWARDS_PARENTS, ids=lambda c: type(c).__name__)
def test_an_acute_concern_is_never_talked_over_with_the_parents(command: asked.CaseworkCommand) -> None:
    spec.given(registered(acute=True)).when(command, by=teacher).refused(asked.AcuteConcern)
    spec.given(registered(), acute).when(command, by=teacher).refused(asked.AcuteConcern)


def test_the_parents_are_talked_with_once_somebody_has_said_why_it_is_not_reported() -> None:
    settled = decided(case.Outcome.LEVEL_1, "Barnevernet er alt inne")
    spec.given(registered(), acute, shared, settled).when(prepare, by=teacher).then(prepared)


@pytest.mark.parametrize("command", TOWARDS_PARENTS, ids=lambda c: type(c).__name__)
def test_nothing_reaches_the_parents_before_somebody_has_said_whether_it_is_acute(
    command: asked.CaseworkCommand,
) -> None:
    spec.given(registered(acute=None)).when(command, by=teacher).refused(asked.AcuteNotAnswered)


@pytest.mark.parametrize("command", TOWARDS_PARENTS, ids=lambda c: type(c).__name__)
def test_a_decided_case_invites_nobody(command: asked.CaseworkCommand) -> None:
    over = spec.given(registered(), shared, decided(case.Outcome.LEVEL_2))
    over.when(command, by=leader).refused(asked.CaseClosed)


@pytest.mark.parametrize("command", [*TOWARDS_PARENTS, cancel], ids=lambda c: type(c).__name__)
def test_a_conversation_about_nothing_is_unknown(command: asked.CaseworkCommand) -> None:
    spec.given().when(command, by=teacher).refused(Unknown)


# --- The parents' side ----------------------------------------------------------------------------

preparing = Spec(preparation.DECIDER)
words = case.PrepareForConversation(invitation="invitation", works_well="Sang", wishes="Ro")
sent = e.PreparationSent(
    child="child", guardian="mother", works_well="Sang", wondering=None, wishes="Ro", interpreter=None
)


def answer(command: case.PrepareForConversation = words, *, cancelled: bool = False) -> preparation.PrepareUnder:
    return preparation.PrepareUnder(command=command, child="child", meets_at=MEETS, cancelled=cancelled)


def test_a_parent_can_write_before_the_conversation_and_write_again() -> None:
    preparing.given().when(answer(), by=mother).then(sent)
    preparing.given(sent).when(answer(), by=mother, at=MEETS - timedelta(seconds=1)).then(sent)


def test_a_parent_writes_something() -> None:
    empty = case.PrepareForConversation(invitation="invitation")
    preparing.given().when(answer(empty), by=mother).refused(preparation.NothingWritten)


def test_when_the_conversation_has_begun_it_is_too_late_to_prepare() -> None:
    preparing.given().when(answer(), by=mother, at=MEETS).refused(preparation.ConversationHasBegun)


def test_nobody_prepares_for_a_conversation_that_is_off() -> None:
    preparing.given().when(answer(cancelled=True), by=mother, at=AT).refused(preparation.ConversationIsOff)
