"""A stafettlogg to tell rules about: who is around the child, and what has happened so far."""

from datetime import date
from uuid import UUID

from services.case.stafettlogg import asked
from services.case.stafettlogg import events as e
from services.case.stafettlogg.asked import baton
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import closing as c
from services.case.stafettlogg.events import measures as m
from services.case.stafettlogg.events import participation as p
from shared.contracts import case
from shared.contracts.common import Actor, Role
from tests.unit.spec import Spec

spec = Spec(DECIDER)
LOG = "log"


def employee(person: str, owner: str) -> Actor:
    return Actor(id=person, role=Role.EMPLOYEE, kommune="4999", owner=owner, unit="unit")


teacher, adviser, nurse = (
    employee("teacher", "barnehage"),
    employee("adviser", "ppt"),
    employee("nurse", "helsestasjon"),
)
parent = Actor(id="mother", role=Role.GUARDIAN, kommune="4999", owner="familie")
mother = case.Guardian(person="mother", person_name="Mor", relation="mother")
ALL = frozenset({"barnehage", "ppt", "helsestasjon"})

open_it = asked.OpenUnderConsent(
    command=case.OpenStafettlogg(stafettlogg=LOG, child="child", attention="Språk", opener_name="Lærer"),
    consented=ALL, child_name="Barn", guardians=(mother,),
)  # fmt: skip
opened = e.StafettloggOpened(
    child="child", opener="teacher", opener_owner="barnehage", guardians=("mother",), level=2, child_name="Barn",
    opener_name="Lærer", guardian_names=(mother,), attention="Språk",
)  # fmt: skip
REMIND, ANSWER = date(2026, 11, 27), date(2026, 12, 3)
INVITATION, OFFER = UUID(int=1), UUID(int=2)
invited = p.ServiceInvited(invited="ppt", invitation=str(INVITATION), remind_on=REMIND, answer_by=ANSWER)
joined = p.InvitationAccepted(person="adviser", owner="ppt", person_name="Rådgiver")
offered = b.BatonOffered(giver="teacher", to="adviser", offer=str(OFFER), answer_by=ANSWER)
passed = b.BatonPassed(giver="teacher", taker="adviser", because="accepted")
closed = c.StafettloggClosed(because="other", reason="Nådd")

invite = joining.InviteUnderConsent(
    command=case.InviteService(id=INVITATION, stafettlogg=LOG, invited="ppt"), consented=ALL, remind_on=REMIND,
    answer_by=ANSWER,
)  # fmt: skip
join = joining.JoinUnderConsent(
    command=case.AcceptInvitation(stafettlogg=LOG, participant_name="Rådgiver"), consented=ALL
)
measure = case.AgreeMeasure(
    stafettlogg=LOG, measure="m1", title="Språkgruppe", responsible="adviser", evaluate_on=date(2027, 1, 15)
)
agreed = m.MeasureAgreed(
    measure="m1", responsible="adviser", evaluate_on=date(2027, 1, 15), title="Språkgruppe", description=None
)
offer = baton.OfferWithin(command=case.OfferBaton(id=OFFER, stafettlogg=LOG, to="adviser"), answer_by=ANSWER)
take = baton.TakeBatonUnderConsent(command=case.AcceptBaton(stafettlogg=LOG), consented=ALL)
decline = case.DeclineBaton(stafettlogg=LOG)
withdraw = case.WithdrawBatonOffer(stafettlogg=LOG)
close = case.CloseStafettlogg(stafettlogg=LOG, reason="Nådd")


def without(command: asked.StafettloggCommand, *owners: str) -> asked.StafettloggCommand:
    return command.model_copy(update={"consented": ALL - set(owners)})
