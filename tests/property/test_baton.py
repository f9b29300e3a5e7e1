"""From open to close there is exactly one stafettholder, whatever anybody tries in whatever order."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import baton
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.state import Stafettlogg
from shared.contracts import case
from shared.contracts.common import Actor, Role
from shared.errors import Refused
from tests.unit.spec import AT, Given, Spec

OWNERS = ("barnehage", "ppt", "helsestasjon", "barnevern")
STAFF = [Actor(id=f"{o}-{n}", role=Role.EMPLOYEE, kommune="4999", owner=o, unit="u") for o in OWNERS for n in (1, 2)]
PARENT = Actor(id="mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
consented = st.frozensets(st.sampled_from(OWNERS))
LOG = {"stafettlogg": "log"}
SOON = date(2026, 12, 1)

commands = st.one_of(
    st.builds(
        lambda to, c: joining.InviteUnderConsent(
            command=case.InviteService(invited=to, **LOG), consented=c, remind_on=SOON, answer_by=SOON
        ),
        st.sampled_from(OWNERS), consented,
    ),
    st.builds(
        lambda c: joining.JoinUnderConsent(command=case.AcceptInvitation(participant_name="N", **LOG), consented=c),
        consented,
    ),
    st.just(case.DeclineInvitation(**LOG)),
    st.builds(
        lambda to: baton.OfferWithin(command=case.OfferBaton(to=to.id, **LOG), answer_by=SOON), st.sampled_from(STAFF)
    ),
    st.builds(lambda c: baton.TakeBatonUnderConsent(command=case.AcceptBaton(**LOG), consented=c), consented),
    st.just(case.DeclineBaton(**LOG)),
    st.just(case.WithdrawBatonOffer(**LOG)),
    st.builds(
        lambda of, c: joining.EndParticipation(owner=of, consented=c - {of}), st.sampled_from(OWNERS), consented
    ),
    st.builds(
        lambda to: case.AgreeMeasure(measure="m", title="T", responsible=to.id, evaluate_on=date(2027, 1, 1), **LOG),
        st.sampled_from(STAFF),
    ),
    st.builds(lambda: case.CloseStafettlogg(reason="R", **LOG)),
)  # fmt: skip
opening = asked.OpenUnderConsent(
    command=case.OpenStafettlogg(child="child", attention="A", opener_name="N", **LOG),
    consented=frozenset(OWNERS), child_name="B",
    guardians=(case.Guardian(person="mother", person_name="M", relation="mother"),),
)  # fmt: skip


def check(state: Stafettlogg) -> None:
    if state.closed:
        return
    assert state.holder in state.participants
    assert state.offered_to is None or state.offered_to in state.participants
    assert state.offered_to != state.holder


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*STAFF, PARENT]), commands), max_size=40))
def test_an_open_log_always_has_one_holder_who_takes_part(acts: list[tuple[Actor, asked.StafettloggCommand]]) -> None:
    state = DECIDER.fold(Spec(DECIDER).given().when(opening, by=STAFF[0], at=AT).events)
    for actor, command in acts:
        before = state
        try:
            events = Given(DECIDER, state).when(command, by=actor).events
        except Refused:
            continue
        for event in events:
            state = DECIDER.evolve(state, event)
        check(state)
        assert not (before.closed and not state.closed)
