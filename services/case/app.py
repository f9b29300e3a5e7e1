"""The case service: one code, run once per owner."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from services.case.archive.archiving import Archiving
from services.case.archive.folder import Folder
from services.case.casework.asked import OnCase
from services.case.casework.desk import Desk
from services.case.casework.guests import Guests
from services.case.casework.handlers import Casework
from services.case.clocks.handlers import CountingClocks
from services.case.consultation.app import Consulted
from services.case.contribution.attached import Downloads
from services.case.contribution.handlers import Contributions
from services.case.contribution.pieces import Pieces
from services.case.copies import Copies
from services.case.guide.handlers import Guides
from services.case.policies import Asked, Due, FamilyDecides
from services.case.projections import fold_own, fold_shared
from services.case.publish import PUBLISHED
from services.case.reach.handlers import Reaching
from services.case.report import app as report
from services.case.rights.entitlement import Entitlement
from services.case.rights.handlers import Answering
from services.case.rights.rectification import Rectifying
from services.case.rights.restriction import Restricting
from services.case.stafettlogg.asked import AsItComes
from services.case.stafettlogg.candidates import Appointing
from services.case.stafettlogg.due import SpineDue
from services.case.stafettlogg.handlers import Sharing
from services.case.stafettlogg.lifting import Lifting
from services.case.stafettlogg.needs import AskingConsent, AskingTime
from services.case.timeline import Timeline
from services.case.whereabouts import Whereabouts
from shared.bus import Handler
from shared.choices import Each, Municipalities, follow
from shared.contracts import case
from shared.contracts.common import Kommune, Request
from shared.decider import Act
from shared.erasures import Erasures
from shared.errors import AccessDenied
from shared.handlingsveileder import Handlingsveileder, load_guides
from shared.in_force import decides_by
from shared.municipality import Deadlines, load
from shared.node import Node
from shared.timers import Clockwork

FAMILY = "familie"


def build(node: Node) -> None:
    decides_by(node, Path(__file__).parent)
    municipalities = Municipalities(load(node.settings.municipalities))
    follow(node, municipalities)
    casework = Casework(node, municipalities)
    guests = Guests(node, casework)
    deadlines = Each(municipalities, lambda one: one.deadlines)
    guides = load_guides(node.settings.municipalities, node.settings.guides, municipalities)
    sharing = Sharing(node, deadlines, guides)
    node.publish(PUBLISHED)
    node.take_in_facts()
    node.fold_events("own", fold_own(deadlines))
    node.fold_facts("shared", fold_shared(node.settings.owner, deadlines))
    node.bell.on("withdrawn", node.keyring.drop)
    erasures = Erasures(node.settings, node.pool, node.broker, node.client, node.bell)
    node.before_serving(erasures.not_set_back)
    node.later("receipts", erasures.give_receipts)
    node.server.may_locate = Whereabouts(node).may_locate
    reaching = Reaching(node)
    node.server.serve({case.EnrolChild: casework.enrol, case.WhoCouldRead: reaching.read})
    node.server.serve({case.ReadConsentGaps: reaching.gaps, case.CountClocks: CountingClocks(node).count})
    node.server.serve({case.MyConversations: guests.mine, case.PrepareForConversation: guests.prepare})
    beside = report.build(node, municipalities, sharing)
    node.server.serve(_for_own_people(node, own_requests(node, casework, deadlines, guides, beside)))
    if node.settings.owner == FAMILY:
        node.server.serve(spine_requests(sharing))
        lifting = Lifting(node, sharing, municipalities)
        node.server.serve({case.LiftToCoordination: lifting.lift, case.CheckLift: lifting.look})
        node.server.serve({case.WhoMayHold: Appointing(node, sharing).candidates})
        node.react(f"{node.settings.identity}-reactions", FamilyDecides(node, sharing))
    node.server.serve({case.FetchPiece: Contributions(node).fetch})
    node.later("unwritten pieces", Pieces(node).drop_unwritten)
    answering = Answering(node, municipalities)
    node.server.serve({case.ReadAccessDraft: answering.draft, case.DecideAccess: answering.decide})
    node.server.serve({case.ReadAccessPart: answering.part, case.ReadOwnWords: answering.words})
    named = {kommune: one.rights.handlers.get(node.settings.owner, ()) for kommune, one in municipalities.items()}
    entitlement = Entitlement(node, named)
    rectifying, restricting = Rectifying(node, entitlement), Restricting(node, entitlement)
    node.server.serve(
        {
            case.AskRectification: rectifying.ask,
            case.AcceptRectification: rectifying.answer,
            case.RefuseRectification: rectifying.answer,
            case.ReadRectifications: rectifying.read,
            case.AskRestriction: restricting.ask,
            **dict.fromkeys((case.SetRestriction, case.RefuseRestriction, case.AnnounceLifting), restricting.answer),
            case.ReadRestrictions: restricting.read,
        }
    )
    archiving = Archiving(node, sharing, guides, Folder(node.settings.archive))
    copies = Copies(node)
    if node.settings.owner != FAMILY:
        node.later("copies", copies.refill)
    spine = SpineDue(node, sharing, deadlines, archiving, beside.send_lift)
    due = Due(node, casework, spine, copies, Asked(answering, rectifying, restricting))
    clockwork = Clockwork(node.settings.dsn, due, node.tasks)
    node.later("timers", clockwork.run)


def own_requests(
    node: Node,
    casework: Casework,
    deadlines: Mapping[Kommune, Deadlines],
    told: Mapping[Kommune, Handlingsveileder],
    beside: Consulted,
) -> dict[type[Request], Handler]:
    """What every owner answers its own people. beside: what the shielded log adds."""
    timeline, contributions = Timeline(node, deadlines), Contributions(node)
    desk = Desk(node, timeline, casework, beside.tasks)
    guides = Guides(node, told, beside.asked_in)
    return {
        case.NoteObservation: casework.note,
        case.RegisterConcern: casework.register,
        case.InviteToConversation: casework.invite,
        case.RecordConversation: casework.hear,
        case.EvaluateOwnMeasure: casework.hear,
        **dict.fromkeys(get_args(OnCase), casework.on_case),
        case.StorePiece: contributions.store,
        case.DownloadPiece: Downloads(node, timeline).piece,
        case.WriteContribution: contributions.write,
        case.CorrectContribution: contributions.amend,
        case.RetractContribution: contributions.amend,
        case.ReadContribution: contributions.read,
        case.MyChildren: desk.my_children,
        case.ReadChild: desk.read_child,
        case.ReadCase: desk.read_case,
        case.MyTasks: desk.my_tasks,
        case.ReadStafettlogg: timeline.read,
        case.MyLogs: timeline.mine,
        case.PreviewAudience: timeline.preview,
        case.WhyClosed: timeline.why,
        case.ReadGuide: guides.read,
        case.AdviseOnLog: guides.advise,
        case.ReadMunicipality: guides.municipality,
    }


def _for_own_people(node: Node, handlers: dict[type[Request], Handler]) -> dict[type[Request], Handler]:
    """Each owner answers its own people; nobody reads with another service's keys."""

    def guarded(handler: Handler) -> Handler:
        async def handle(request: Request, act: Act) -> BaseModel:
            if act.by.owner != node.settings.owner:
                raise AccessDenied
            return await handler(request, act)

        return handle

    return {kind: guarded(handler) for kind, handler in handlers.items()}


def spine_requests(sharing: Sharing) -> dict[type[Request], Handler]:
    """What `familie` alone answers."""
    return {
        case.OpenStafettlogg: sharing.open,
        case.Disagree: sharing.disagree,
        case.RecordInOwnJournal: sharing.record_in_journal,
        **dict.fromkeys(get_args(AskingConsent), sharing.under_consent),
        **dict.fromkeys(get_args(AskingTime), sharing.take_part),
        **dict.fromkeys(get_args(AsItComes), sharing.take_part),
    }
