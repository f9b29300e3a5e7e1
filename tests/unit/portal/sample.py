"""One family half-way through its story, as the services would tell it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import uuid_utils.compat as uuid

from services.portal.dates import today
from services.portal.directory import Directory, Person
from shared.contracts import audit, case, consent
from shared.contracts.common import SHARED_CATEGORIES, Actor, Category, Request, Role
from shared.errors import RemoteRefused
from shared.handlingsveileder import load_guides

MUNICIPALITIES = Path(__file__).parents[3] / "deploy/municipalities"
NOW = datetime.now(UTC)
TODAY = today()
SOON = TODAY + timedelta(days=10)
CHILD, CASE, LOG = "c-1a2b3c4d", "k-11112222", "l-99998888"
GUIDES = load_guides(MUNICIPALITIES, MUNICIPALITIES.parent / "handlingsveileder")
DIRECTORY = Directory.read(MUNICIPALITIES, demo=True)


def named(name: str) -> Person:
    return next(person for person in DIRECTORY if person.name == name)


KARI, SIV, TOR, SUNNIVA = map(named, ("Kari Nes", "Siv Berg", "Tor Eide", "Sunniva Aas"))
INGRID = named("Ingrid Solheim")
MAREK = named("Marek Kowalski").id
WRITTEN = "contribution.written.v1"

Answer = Callable[[Request, Actor], Any]


def everything() -> dict[str, Answer]:
    """The story half-way: a shared undring, an open log, one question to the parents."""
    return {
        "my-tasks": lambda _, actor: case.Tasks(tasks=tasks() if actor.owner != "audit" else ()),
        "my-children": lambda _, actor: case.Children(children=(summary(),) if actor.owner == "barnehage" else ()),
        "read-child": one_child,
        "my-logs": lambda *_: case.Logs(
            logs=(case.LogSummary(stafettlogg=LOG, child=CHILD, child_name="Maja", level=2, holder=KARI.id, open=True),)
        ),
        "read-case": lambda *_: concern(),
        "read-consents": lambda _, actor: consents(mine=actor.role is Role.GUARDIAN),
        "preview-answer": lambda request, _: consequences(request.answer),
        "export-consent": lambda request, _: consent.Exported(document={"format": request.format}),
        "why-closed": nothing_here,
        "read-stafettlogg": lambda *_: stafettlogg(),
        "preview-audience": lambda request, _: audience(request.category),
        "my-family": lambda *_: consent.Family(
            children=(consent.FamilyChild(child=CHILD, child_name="Maja", relation="mother"),)
        ),
        "whom-i-may-ask-about": lambda *_: consent.OwnChildren(children=()),
        "my-conversations": lambda *_: case.Conversations(invitations=()),
        "read-municipality": lambda _, actor: GUIDES[actor.kommune].texts,
        "my-emergencies": lambda *_: consent.Emergencies(emergencies=()),
        "open-rights": lambda *_: consent.Rights(requests=()),
        "read-missing-receipts": lambda *_: consent.MissingReceipts(receipts=()),
        "read-oversight": lambda *_: audit.Oversight(logs=(), findings=(), days=(), investigations=()),
        "count-clocks": lambda *_: case.Clocks(clocks=(case.RunningClocks(deadline="silence-days", running=3),)),
        "read-changes": lambda _, actor: consent.Changes(changes=(), files=GUIDES[actor.kommune].texts),
        "read-breaches": lambda *_: audit.Breaches(breaches=()),
        "who-has-looked": lambda *_: audit.Looks(looks=()),
        "search-audit": lambda *_: audit.AuditEntries(entries=audit_rows(), next=40, total=120),
    }


def tasks() -> tuple[case.Task, ...]:
    def task(number: int, kind: case.TaskKind, due: date | None, name: str | None) -> case.Task:
        return case.Task(
            kind=kind, child=CHILD, child_name=name, ref=LOG, due=due, created_at=NOW,
            overdue=bool(due and due < TODAY),
        )  # fmt: skip

    return (
        task(1, case.TaskKind.DECIDE_CASE, TODAY - timedelta(days=2), "Maja"),
        task(2, case.TaskKind.INVITATION, None, None),
        task(3, case.TaskKind.EVALUATE_MEASURE, TODAY + timedelta(days=30), "Maja"),
    )


def standing(owner: str, participation: str = "taking-part") -> case.ServiceStanding:
    return case.ServiceStanding(
        owner=owner, consent="active", participation=participation, expires_on=SOON, categories=SHARED_CATEGORIES
    )


def nothing_here(_request: Request, _actor: Actor) -> Any:
    raise RemoteRefused("Unknown", 404, retryable=False)


def one_child(request: Request, actor: Actor) -> case.ChildSummary:
    if actor.owner != "barnehage" or getattr(request, "child", None) != CHILD:
        raise RemoteRefused("Unknown", 404, retryable=False)
    return summary()


def summary() -> case.ChildSummary:
    return case.ChildSummary(
        child=CHILD, child_name="Maja", born=date(2022, 5, 14), unit="bekkelia", case=CASE, stage="shared",
        stafettlogg=LOG,
    )  # fmt: skip


def concern(*, acute: bool = False) -> case.CaseView:
    def step(what: str, **text: str) -> case.Step:
        return case.Step(what=what, at=NOW, by=KARI.id, text=text)

    return case.CaseView(
        case=CASE, child=CHILD, child_name="Maja", born=date(2022, 5, 14), stage="shared", acute=acute,
        acute_answer=case.AcuteAnswer(acute=acute, by=KARI.id, at=NOW), decide_by=SOON, outcome=None,
        steps=(
            step("concern-registered", observations="Satt alene.\nGarderoben", interpretation="Er hun trøtt?"),
            step("concern-shared", decide_by=SOON.isoformat()),
        ),
    )  # fmt: skip


def consequences(answer: consent.Said) -> consent.Consequences:
    yes = answer is consent.Said.YES
    return consent.Consequences(
        at_once=True, waits_for=(), begins=("familie", "barnehage") if yes else (),
        ends=() if yes else ("familie", "helsestasjon"), categories=(Category.NOTES,), covers_from=TODAY, until=SOON,
        left=("helsestasjon",),
    )  # fmt: skip


def consents(*, mine: bool = False) -> consent.Consents:
    def one(service: str, state: consent.State, *answers: str | None) -> consent.ConsentView:
        parents = ((INGRID.id, "Ingrid Solheim", "mother"), (MAREK, "Marek Kowalski", "father"))
        return consent.ConsentView(
            consent=f"s-{service}", service=service, purpose="stafettlogg",
            categories=(Category.AGREEMENTS, Category.NOTES, Category.ASSESSMENTS), state=state, asked_at=NOW,
            asker=KARI.id, asked_by_owner="barnehage", expires_on=SOON, text_version="stafettlogg-ppt-nb-1",
            text="Vi spør om å samarbeide.\n\nDet er frivillig.",
            givers=tuple(
                consent.GiverView(person=person, person_name=name, relation=relation, answer=answer)
                for (person, name, relation), answer in zip(parents, answers, strict=True)
            ),
        )  # fmt: skip

    return consent.Consents(
        child=CHILD, child_name="Maja", mine=("s-ppt",) if mine else (),
        askable=(consent.Askable(purpose="film", services=("barnehage",)),),
        consents=(
            one("ppt", consent.State.PARTIAL, None, "yes"),
            one("barnehage", consent.State.ACTIVE, "yes", "yes"),
            one("helsestasjon", consent.State.ACTIVE, "yes", "yes"),
        ),
    )  # fmt: skip


def audience(category: Category) -> case.Audience:
    if category is Category.ASSESSMENTS:
        return case.Audience(
            readers=("familie", "barnehage", "ppt"),
            others=(("helsestasjon", "Samtykket dekker ikke dette innholdet."),),
        )
    return case.Audience(readers=("familie", "barnehage", "helsestasjon", "ppt"), others=())


def stafettlogg() -> case.StafettloggView:
    everyone = ("familie", "barnehage", "ppt")

    def entry(number: int, what: str, by: str, owner: str, **rest: Any) -> case.Entry:
        at = NOW - timedelta(hours=number)
        return case.Entry(id=f"e-{number}", what=what, at=at, owner=owner, by=by, audience=everyone, **rest)

    return case.StafettloggView(
        stafettlogg=LOG, child=CHILD, child_name="Maja", attention="Maja leker mye alene.", goal="Lek med andre.",
        level=2, opened_at=NOW, closed_at=None, holder=KARI.id, holder_since=NOW, baton_offered_to=None,
        participants=(
            case.Participant(person=KARI.id, person_name="Kari Nes", owner="barnehage", relation="employee"),
            case.Participant(person=TOR.id, person_name="Tor Eide", owner="ppt", relation="employee"),
            case.Participant(person=INGRID.id, person_name="Ingrid Solheim", owner="familie", relation="mother"),
            case.Participant(person=MAREK, person_name="Marek Kowalski", owner="familie", relation="father"),
        ),
        services=(standing("barnehage"), standing("helsestasjon", "none"), standing("ppt")),
        measures=(
            case.Measure(
                measure="m-1", title="Lekegruppe", description="Tre barn.", responsible=KARI.id, evaluate_on=SOON,
                agreed_at=NOW,
            ),
        ),
        entries=(
            entry(1, WRITTEN, TOR.id, "ppt", data={"kind": "assessment"}, text={"text": "Hun trenger tid."}),
            entry(2, WRITTEN, INGRID.id, "familie", data={"kind": "lysglimt"}, text={"text": "Hun lo!"}),
            entry(3, "stafettlogg.baton-offered.v1", KARI.id, "familie", data={"giver": KARI.id, "to": TOR.id}),
            entry(
                4, "stafettlogg.measure-agreed.v1", KARI.id, "familie",
                data={"responsible": KARI.id, "evaluate_on": SOON.isoformat()}, text={"title": "Lekegruppe"},
            ),
            entry(5, "consent.activated.v1", INGRID.id, "consent", data={"to": "ppt"}),
            entry(
                6, "stafettlogg.participant-left.v1", "case-familie", "familie",
                data={"owner": "helsestasjon", "because": "consent-ended"},
            ),
            entry(7, "stafettlogg.unheard-of.v1", KARI.id, "familie"),
        ),
    )  # fmt: skip


def audit_rows() -> tuple[audit.AuditEntry, ...]:
    return tuple(
        audit.AuditEntry(
            id=uuid.uuid7(), kommune="4999", owner="barnehage", service="case", at=NOW, actor=TOR.actor,
            action="read-stafettlogg", child=CHILD, categories=(Category.NOTES,), legal_basis=("fvl § 13 a nr. 1",),
            consents=("s-ppt@2",), outcome=outcome, correlation=uuid.uuid7(),
        )
        for outcome in (audit.Outcome.DONE, audit.Outcome.DENIED)
    )  # fmt: skip
