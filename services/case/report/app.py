"""Reports to barnevernet: a second log in a schema of its own, with keys and letters of its own. See ADR 13.

Nothing of it touches the owner's ordinary log, its streams, the consent service, or anything that others can see.
"""

from collections.abc import Mapping

import httpx

from services.case.access import FAMILY
from services.case.consultation import app as consultation
from services.case.consultation import post as consulted
from services.case.consultation.app import Consulted
from services.case.report.clocks import Clocks
from services.case.report.delivery import FOLLOW, SEND, Courier
from services.case.report.fiks import Credentials, Fiks
from services.case.report.handling import Handling
from services.case.report.inbox import Inbox
from services.case.report.keys import ShieldedKeys
from services.case.report.port import Port
from services.case.report.post import Mailbox, Take, by_kind, letters_to, to_barnevern, to_reporter
from services.case.report.projection import folding
from services.case.report.reading import OwnReports
from services.case.report.report import MarkDue
from services.case.report.reporting import Reporting
from services.case.stafettlogg.handlers import Sharing
from shared.bus import Handler
from shared.contracts.case import report as contract
from shared.contracts.case.report import Awaited
from shared.contracts.common import Owner, Request
from shared.letters import RECEIVER, pair
from shared.municipality import Municipality
from shared.node import Node
from shared.outgoing import events_as
from shared.root_key import Root
from shared.timers import Clockwork, Timer

SCHEMA = "shielded"


def build(ordinary: Node, municipalities: Mapping[str, Municipality], sharing: Sharing) -> Consulted:
    """Returns what anonymous consultations, which stand and travel here too, have to do with the rest (ADR 12)."""
    owner = ordinary.settings.owner
    owners: set[Owner] = {of for one in municipalities.values() for of in one.services}
    node = ordinary.beside(SCHEMA)
    root = Root(bytes.fromhex(node.settings.secret("shielded.key")))
    node.take_keys_from(ShieldedKeys(node.pool, root, owner).fetch)
    outside = _port(node)
    node.fold_events("own", folding(through_port=outside is not None))
    asked = (
        consultation.of_family(node, ordinary, sharing)
        if owner == FAMILY
        else consultation.of_service(node, ordinary, municipalities)
    )
    clocks = {kommune: Clocks.of(one) for kommune, one in municipalities.items()}
    names = {kommune: one.name for kommune, one in municipalities.items()}
    reported: Take | None = None
    if RECEIVER in owners and owner != FAMILY:
        reported = _receive(node, clocks) if owner == RECEIVER else _report(node, clocks, outside, names)
    for peer in sorted(owners - {owner}):
        of_reports = reported if RECEIVER in {owner, peer} and peer != FAMILY else None
        _exchange(node, peer, Mailbox(node, by_kind(of_reports, asked.take)))
    return asked


def _port(node: Node) -> Port | None:
    """The national interface, where the installation has been told of it."""
    if not node.settings.fiks or node.settings.owner in {RECEIVER, FAMILY}:
        return None
    client = httpx.AsyncClient()
    node.held.push_async_callback(client.aclose)
    return Fiks(node.settings.fiks, Credentials.read(node.settings), client)


def _report(node: Node, clocks: Mapping[str, Clocks], outside: Port | None, names: Mapping[str, str]) -> Take:
    reporting = Reporting(node, clocks, (RECEIVER, f"{node.settings.service}-{RECEIVER}"))
    reports = OwnReports(node)
    handlers: dict[type[Request], Handler] = {
        contract.StartReport: reporting.start,
        contract.SaveReport: reporting.change,
        contract.ShowReport: reporting.change,
        contract.DiscardReport: reporting.change,
        contract.SendReport: reporting.send,
        contract.MyReports: reports.mine,
        contract.ReadReport: reports.read,
    }
    node.server.serve(handlers)
    courier = Courier(node, reporting, outside, names) if outside else None

    async def fire(timer: Timer) -> None:
        if timer.kind in {SEND, FOLLOW}:
            if courier:
                await courier.fire(timer)
            return
        act = node.act(timer.kommune, timer.command_id(), timer.command_id())
        await reporting.by_system(MarkDue(awaited=Awaited(timer.kind)), timer.subject, act, "report-due")

    node.later("timers", Clockwork(node.settings.dsn, fire, node.tasks).run)
    return to_reporter(node, reporting)


def _receive(node: Node, clocks: Mapping[str, Clocks]) -> Take:
    handling, inbox = Handling(node, clocks), Inbox(node)
    handlers: dict[type[Request], Handler] = {
        contract.IncomingReports: inbox.all,
        contract.ReadIncoming: inbox.read,
        contract.AnswerReport: handling.answer,
    }
    node.server.serve(handlers)

    async def fire(timer: Timer) -> None:
        act = node.act(timer.kommune, timer.command_id(), timer.command_id())
        await handling.by_system(MarkDue(awaited=Awaited(timer.kind)), timer.subject, act, "report-due")

    node.later("timers", Clockwork(node.settings.dsn, fire, node.tasks).run)
    return to_barnevern(node, handling)


def _exchange(node: Node, peer: Owner, mailbox: Mailbox) -> None:
    """One stream for each pair: a third service has no way to it, not even to how much is in it."""
    stream = pair(node.settings.owner, peer)
    subjects = f"shd.*.{peer}.{node.settings.owner}.>"
    node.take_in(stream, subjects, mailbox.apply, f"{SCHEMA}-{peer}")
    ours = f"shd.*.{node.settings.owner}.{peer}.>"
    of_report, of_consultation = letters_to(peer, node.settings), consulted.letters_to(peer, node.settings)
    node.relay(f"letters-{peer}", stream, ours, events_as(lambda row: of_report(row) or of_consultation(row)))
