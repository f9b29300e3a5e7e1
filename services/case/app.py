"""The case service: one code, run once per owner."""

from services.case.desk import Desk
from services.case.policies import ConsentEnds, Due
from services.case.projections import fold_casework, fold_shared
from services.case.publish import PUBLISHED
from services.case.sharing import Sharing
from services.case.timeline import Timeline
from services.case.work import Work
from shared.bus import Handler
from shared.contracts import case
from shared.contracts.common import Request
from shared.municipality import load
from shared.node import Node
from shared.timers import Clockwork

FAMILY = "familie"


def build(node: Node) -> None:
    municipalities = load(node.settings.municipalities)
    work = Work(node, {kommune: one.deadlines.decide_case_days for kommune, one in municipalities.items()})
    sharing = Sharing(node)
    node.publish(PUBLISHED)
    node.take_in_facts()
    node.fold_events("casework", fold_casework)
    node.fold_facts("shared", fold_shared(node.settings.owner))
    node.bell.on("withdrawn", node.keyring.drop)
    node.server.serve(own_requests(node, work))
    if node.settings.owner == FAMILY:
        node.server.serve(spine_requests(sharing))
        node.react(f"{node.settings.identity}-reactions", ConsentEnds(node, sharing))
    clockwork = Clockwork(node.settings.dsn, Due(node, work, sharing), node.tasks)
    node.later("timers", clockwork.run)


def own_requests(node: Node, work: Work) -> dict[type[Request], Handler]:
    """What every owner answers about its own data."""
    timeline = Timeline(node)
    desk = Desk(node, timeline)
    return {
        case.EnrolChild: work.enrol,
        case.RegisterConcern: work.register,
        case.AddObservation: work.on_case,
        case.ShareConcern: work.on_case,
        case.RecordConversation: work.on_case,
        case.DecideCase: work.on_case,
        case.WriteContribution: work.write,
        case.MyChildren: desk.my_children,
        case.ReadChild: desk.read_child,
        case.ReadCase: desk.read_case,
        case.MyTasks: desk.my_tasks,
        case.ReadStafettlogg: timeline.read,
        case.MyLogs: timeline.mine,
        case.PreviewAudience: timeline.preview,
    }


def spine_requests(sharing: Sharing) -> dict[type[Request], Handler]:
    """What `familie` alone answers."""
    return {
        case.OpenStafettlogg: sharing.open,
        case.InviteService: sharing.let_in,
        case.AcceptInvitation: sharing.let_in,
        case.DeclineInvitation: sharing.take_part,
        case.AcceptBaton: sharing.let_in,
        case.AgreeMeasure: sharing.take_part,
        case.OfferBaton: sharing.take_part,
        case.DeclineBaton: sharing.take_part,
        case.WithdrawBatonOffer: sharing.take_part,
        case.CloseStafettlogg: sharing.take_part,
    }
