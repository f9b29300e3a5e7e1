"""Every request in the name of everybody who may not: refused in the same bytes, written down, and nothing changes."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import product
from uuid import uuid4

import orjson
import pytest

from deploy.system import topology
from shared.contracts import audit, case, consent, notify
from shared.contracts.case import consultation, report
from shared.contracts.common import Actor, Request, Role
from tests.integration.platform.asking import NOBODY, REFUSED, Answer, Hand
from tests.integration.platform.examples import (
    BY_BARNEVERN,
    BY_SERVICES,
    ERASING,
    OF_CARE,
    REQUESTS,
    SPINE,
    asked_at,
    asker,
    example,
)
from tests.integration.platform.stillness import Watch, done
from tests.integration.platform.tale import TODAY, Tale
from tests.municipalities import NEIGHBOUR

STAFF, PARENTS = ("Kari", "Amir", "Oda", "Siv"), ("Mother", "Father")
TAKE_PART = ("Kari", "Tor", "Lise", *PARENTS)
OF_KARI = ("Kari", "Kari of another unit", "Kari of no unit")
MAY: dict[type[Request], tuple[str, ...]] = {
    **dict.fromkeys((case.RegisterConcern, case.AddObservation, case.ShareConcern, case.RecordConversation), STAFF),
    **dict.fromkeys(
        (case.NoteObservation, case.AnswerAcute, case.PrepareConversation, case.InviteToConversation), STAFF
    ),
    **dict.fromkeys((case.CancelConversation, case.AgreeOwnMeasure, case.EvaluateOwnMeasure), STAFF),
    **dict.fromkeys((case.ReadCase, case.ReadChild, case.ReadGuide), STAFF),
    **dict.fromkeys((case.DecideCase, case.EndLevelOne), ("Siv",)),
    case.PrepareForConversation: PARENTS,
    report.StartReport: STAFF,  # about any child: the duty is personal
    **dict.fromkeys((report.SaveReport, report.ShowReport, report.SendReport, report.DiscardReport), ("Kari",)),
    report.ReadReport: ("Kari", "Siv"),
    **dict.fromkeys(BY_BARNEVERN, ("Hanne", "Guro")),
    **dict.fromkeys((consultation.AskAnonymously, consultation.CheckQuestion), STAFF),
    **dict.fromkeys((consultation.ReadConsultation, consultation.EndConsultation), ()),  # nobody has asked
    case.OpenStafettlogg: ("Kari",),
    **dict.fromkeys((case.AcceptInvitation, case.DeclineInvitation), ()),  # nobody is invited now
    **dict.fromkeys(SPINE - {case.OpenStafettlogg, case.AcceptInvitation, case.DeclineInvitation}, TAKE_PART),
    **dict.fromkeys((case.AppointHolder, case.WhoMayHold), ("Siv",)),
    **dict.fromkeys((case.SetAbsence, case.EndAbsence), ()),  # of somebody whom nobody here leads
    **dict.fromkeys((case.WriteContribution, case.StorePiece, case.PreviewAudience), TAKE_PART),
    **dict.fromkeys((case.DownloadPiece, case.FetchPiece), ()),  # there is no file beside that text
    case.WhyClosed: (*OF_KARI, "Tor", "Lise", "Amir"),  # who has taken part
    case.ReadStafettlogg: (*TAKE_PART, "Oda"),  # who has opened it in an emergency
    **dict.fromkeys((case.CorrectContribution, case.RetractContribution, case.ReadContribution), (*OF_KARI, "Siv")),
    consent.AskConsent: (*STAFF, "Tor", "Lise"),
    consent.ReadConsents: (*STAFF, "Tor", "Lise", *PARENTS),
    **dict.fromkeys((consent.AnswerConsent, consent.WithdrawConsent, consent.PreviewAnswer), PARENTS),
    consent.ExportConsent: PARENTS,
    **dict.fromkeys((consent.RegisterAnswer, consent.ReviewConsent, consent.RegisterSharingByLaw), STAFF),
    **dict.fromkeys((case.EnrolChild, consent.RegisterFamily, notify.RegisterContact), ()),
    **dict.fromkeys(OF_CARE, ("Guro",)),
    consent.AskInformation: (),  # everybody here decides, or is nobody to the child
    **dict.fromkeys((consent.DecideInformation, consent.ReadInformation), ("Siv", "Siv of another unit")),
    **dict.fromkeys((*BY_SERVICES, consent.FindPerson), ()),
    consent.OpenInEmergency: (),  # nobody has just signed in
    consent.ReviewEmergency: ("Sunniva", "Siv"),
    **dict.fromkeys(ERASING, ("Sunniva", "Siv")),
    **dict.fromkeys((consent.RequestAccess, consent.ReadRights, case.ReadOwnWords, case.AskRectification), PARENTS),
    **dict.fromkeys((case.AskRestriction, consent.RequestErasure), PARENTS),
    # Siv answers for such requests in both municipalities, and the neighbour has none about this child.
    **dict.fromkeys(
        (case.ReadRectifications, case.ReadRestrictions),
        ("Siv", "Siv of another unit", f"Siv of {NEIGHBOUR}", *PARENTS),
    ),
    **dict.fromkeys((case.AcceptRectification, case.RefuseRectification), ()),  # nobody has asked
    **dict.fromkeys((case.SetRestriction, case.RefuseRestriction, case.AnnounceLifting), ()),  # so here
    **dict.fromkeys((consent.ExtendRight, consent.AnswerErasure), ("Sunniva",)),
    **dict.fromkeys((consent.ChangeChoices, case.CountClocks), ("Torill",)),
    consent.ReadChanges: ("Torill", "Sunniva", f"Sunniva of {NEIGHBOUR}"),  # each of their own municipality
    case.WhoCouldRead: ("Sunniva", f"Sunniva of {NEIGHBOUR}"),  # where nobody could
    **dict.fromkeys((case.ReadAccessDraft, case.DecideAccess, case.ReadAccessPart), ()),  # nobody has asked that
    consent.ReadErasure: ("Sunniva", "Siv", *PARENTS),
    **dict.fromkeys((audit.WhoHasLooked, audit.AskExplanation), PARENTS),
    audit.ReadUnitUse: ("Siv", f"Siv of {NEIGHBOUR}"),  # each of their own unit, and the neighbour's has no children
    **dict.fromkeys(
        (audit.OpenInvestigation, audit.OpenIdentity, audit.CloseInvestigation, audit.ExportLog, audit.EndBreach),
        ("Sunniva",),
    ),
    audit.OpenBreach: ("Sunniva", f"Sunniva of {NEIGHBOUR}"),  # each in their own municipality
    **dict.fromkeys((consent.VetoErasure, consent.SetLegalHold, consent.LiftLegalHold), ("Sunniva",)),
}
# A consent lets in a service, wherever in the municipality its people work.
OF_ADMITTED_SERVICES = {
    f"{who} of {what}" for who in ("Kari", "Siv") for what in ("another unit", "no unit", "another service")
}
RETTING = {case.AskRectification, case.ReadRectifications, case.AskRestriction, case.ReadRestrictions}
GUESTS = {case.MyConversations, case.PrepareForConversation, case.ReadAccessPart, case.ReadOwnWords, *RETTING}
"""What parents ask of a service that is not their own."""
OWN = (
    case.MyConversations, report.MyReports, consultation.MyConsultations, case.MyChildren, case.MyLogs, case.MyTasks,
    case.AdviseOnLog, case.ReadMunicipality, consent.MyFamily, consent.WhomIMayAskAbout,
    consent.ReadMissingReceipts, consent.OpenRights, consent.MyEmergencies,
    notify.MyNotices, audit.SearchAudit, audit.ReadOversight, audit.ReadMonth, audit.ReadBreaches, case.ReadConsentGaps,
)  # fmt: skip
AROUND = (*STAFF, "Kari of another unit", "Kari of no unit", "Tor", "Lise", "Sunniva", *PARENTS)
"""Who may hear of this child."""
OWN_REPORT = {report.SaveReport, report.ShowReport, report.SendReport, report.DiscardReport, report.ReadReport}
BY_PART = {kind for kind, who in MAY.items() if who[: len(TAKE_PART)] == TAKE_PART} | {
    case.OpenStafettlogg, report.StartReport,
}  # fmt: skip
"""Whichever unit they are of."""
OF_NO_OWNER = {Role.DPO: {case.WhoCouldRead, case.ReadConsentGaps}, Role.ADMINISTRATOR: {case.CountClocks}}
"""What those who are of no owner that has children ask of each."""
BY_FORELDREANSVAR = {audit.WhoHasLooked, audit.AskExplanation}
"""Of which the audit service asks in its own name who has it: refused too, where the municipality has no such child."""
EVERY_OWNER = topology().owners
UNSERVED = "0301"


@dataclass
class Crowd:
    """Everybody who may ask through the portal, and some who only say that they are somebody."""

    people: dict[str, Actor]

    @classmethod
    def around(cls, tale: Tale) -> "Crowd":
        others = ("Tor", "Lise", "Hanne", "Guro", "Sunniva", "Torill", "Ingrid")
        known = {name: tale.people[name] for name in (*STAFF, *others, *PARENTS)}
        kari, siv, mother = known["Kari"], known["Siv"], known["Mother"]
        pretended = {
            "Kari of another unit": kari.model_copy(update={"unit": "solbakken"}),
            "Kari of no unit": kari.model_copy(update={"unit": None}),
            "Kari of another service": kari.model_copy(update={"owner": "helsestasjon"}),
            "Kari as a guardian": kari.model_copy(update={"role": Role.GUARDIAN}),
            "Siv of another unit": siv.model_copy(update={"unit": "solbakken"}),
            "Mother as an employee": mother.model_copy(update={"role": Role.EMPLOYEE}),
            "Mother as the ombud": mother.model_copy(update={"role": Role.DPO}),
        }
        neighbours = {
            f"{name} of {kommune}": known[name].model_copy(update={"kommune": kommune})
            for name in ("Kari", "Siv", "Mother", "Sunniva")
            for kommune in (NEIGHBOUR, UNSERVED)
        }
        return cls(known | pretended | neighbours)


@pytest.fixture(scope="module")
def crowd(tale: Tale) -> Crowd:
    return Crowd.around(tale)


def may(kind: type[Request], name: str) -> bool:
    if kind in {consent.AskConsent, consent.ReadConsents} and name in OF_ADMITTED_SERVICES:
        return True
    if kind is report.StartReport and name.endswith(NEIGHBOUR):
        return name.startswith(STAFF)  # in the own municipality
    person = name.removesuffix(" of another unit").removesuffix(" of no unit")
    of_any_unit = kind in BY_PART | ERASING or (kind in OWN_REPORT and person == "Kari")
    return (person if of_any_unit else name) in MAY[kind]


def test_every_request_is_tried_here() -> None:
    assert MAY.keys() | set(OWN) == set(REQUESTS)


async def test_nobody_does_or_sees_what_is_not_theirs(crowd: Crowd, tale: Tale, portal: Hand, watch: Watch) -> None:
    before, denied, tried = await watch.contents(), await watch.denied(), Counter[str]()
    wrong = {}
    for kind in MAY:
        strangers = [name for name in crowd.people if not may(kind, name)]
        asking = (portal.ask(example(kind, tale), crowd.people[name], asked_at(kind)) for name in strangers)
        answers = dict(zip(strangers, await asyncio.gather(*asking), strict=True))
        tried[kind.name] += len(answers)
        if kind in BY_FORELDREANSVAR:
            tried[consent.ReadStandings.name] += sum(name.endswith(NEIGHBOUR) for name in strangers)
        wrong |= {(kind.name, at): a.code for at, a in answers.items() if a.body != REFUSED}
    assert wrong == {}
    assert done(before, await watch.contents()) == set()
    assert await watch.denied() - denied == tried


async def test_what_everybody_may_ask_tells_nobody_of_others(crowd: Crowd, tale: Tale, portal: Hand) -> None:
    told = {}
    for kind, (name, who) in product(OWN, crowd.people.items()):
        if name not in AROUND and (kind.service != "case" or who.owner in EVERY_OWNER):
            answer = await portal.ask(example(kind, tale), who)
            assert answer.code in {None, NOBODY} or answer.body == REFUSED
            if known := [what for what in (tale.child, tale.concern, tale.log) if what.encode() in _own(answer)]:
                told[kind.name, name] = known
    assert told == {}


def _own(answer: Answer) -> bytes:
    """Without the rows that tell of strangers' attempts in their own municipality: those name what was asked for."""
    if answer.code or not (entries := orjson.loads(answer.body).get("entries")):
        return answer.body
    return orjson.dumps([one for one in entries if (one["kommune"], one["outcome"]) != (NEIGHBOUR, "denied")])


async def test_a_service_answers_its_own_people_only(crowd: Crowd, tale: Tale, portal: Hand) -> None:
    """A parent who may read the log may not read it with PPT's keys."""
    kinds = [kind for kind in REQUESTS if kind.service == "case" and kind not in SPINE | GUESTS]
    each = [crowd.people[name] for name in ("Kari", "Siv", "Tor", "Lise", "Hanne", "Sunniva", "Torill", "Mother")]
    pairs = [(who, owner) for who, owner in product(each, EVERY_OWNER) if who.owner != owner]
    for kind in kinds:
        strangers = [(who, owner) for who, owner in pairs if kind not in OF_NO_OWNER.get(who.role, ())]
        asking = (portal.ask(example(kind, tale), who, owner) for who, owner in strangers)
        assert {answer.body for answer in await asyncio.gather(*asking)} - {b""} == {REFUSED}, kind.name


async def test_every_owner_answers_the_ombud_of_a_child_that_it_has_never_had_too(crowd: Crowd, portal: Hand) -> None:
    """The ombud asks all, as nobody knows who has had a child: one without it could have shown nothing to anybody."""
    child = str(uuid4())
    asked = case.WhoCouldRead(child=child, first=TODAY, last=TODAY)
    asking = (portal.ask(asked, crowd.people["Sunniva"], owner) for owner in EVERY_OWNER)
    for answer in await asyncio.gather(*asking):
        assert answer.as_(case.Reach) == case.Reach(child=child, readers=(), units=())


async def test_no_service_knows_a_municipality_that_it_does_not_serve(
    tale: Tale, portal: Hand, register: Hand, crowd: Crowd
) -> None:
    codes = {}
    for kind in REQUESTS:
        hand = register if asker(kind)[0] == "register" else portal
        who = register.itself(UNSERVED) if hand is register else crowd.people[f"Kari of {UNSERVED}"]
        codes[kind.name] = (await hand.ask(example(kind, tale), who, asked_at(kind))).code
    assert codes == dict.fromkeys(codes, "AccessDenied")
