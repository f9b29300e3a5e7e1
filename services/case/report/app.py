"""Reports to barnevernet: a second log in a schema of its own, with keys and letters of its own. See ADR 13.

Nothing of it touches the owner's ordinary log, its streams, the consent service, or anything that others can see.
"""

from collections.abc import Mapping

import httpx

from services.case.access import FAMILY
from services.case.casework.desk import TasksOf
from services.case.consultation import app as consultation
from services.case.consultation import post as consulted
from services.case.report.clocks import Clocks
from services.case.report.delivery import FOLLOW, SEND, Courier
from services.case.report.fiks import Credentials, Fiks
from services.case.report.handling import Handling
from services.case.report.inbox import Inbox
from services.case.report.keys import ShieldedKeys
from services.case.report.port import Port
from services.case.report.post import Mailbox, Take, letters_to, to_barnevern, to_reporter
from services.case.report.projection import folding
from services.case.report.reading import OwnReports
from services.case.report.report import MarkDue
from services.case.report.reporting import Reporting
from shared.bus import Handler
from shared.contracts.case import report as contract
from shared.contracts.case.report import Awaited
from shared.contracts.common import Owner, Request
from shared.decider import Act
from shared.letters import Letter
from shared.municipality import Municipality
from shared.node import Node
from shared.outgoing import events_as
from shared.root_key import Root
from shared.timers import Clockwork, Timer

SCHEMA = "shielded"
BARNEVERN: Owner = "barnevern"


def build(ordinary: Node, municipalities: Mapping[str, Municipality]) -> TasksOf | None:
    """Returns whose turn it is in anonymous consultations, which stand and travel here too (ADR 12)."""
    owner = ordinary.settings.owner
    owners = {of for one in municipalities.values() for of in one.services} - {FAMILY}
    if owner == FAMILY or BARNEVERN not in owners:
        return None
    node = ordinary.beside(SCHEMA)
    root = Root(bytes.fromhex(node.settings.secret("shielded.key")))
    node.take_keys_from(ShieldedKeys(node.pool, root, owner).fetch)
    outside = _port(node)
    node.fold_events("own", folding(through_port=outside is not None))
    clocks = {kommune: Clocks.of(one) for kommune, one in municipalities.items()}
    if owner == BARNEVERN:
        answers = consultation.answers(node, municipalities)
        _receive(node, clocks, owners - {BARNEVERN}, answers.take)
        return answers.tasks
    asks = consultation.asks(node, ordinary, municipalities, BARNEVERN)
    names = {kommune: one.name for kommune, one in municipalities.items()}
    _report(node, clocks, asks.take, outside, names)
    return asks.tasks


def _port(node: Node) -> Port | None:
    """The national interface, where the installation has been told of it."""
    if not node.settings.fiks or node.settings.owner == BARNEVERN:
        return None
    return Fiks(node.settings.fiks, Credentials.read(node.settings), httpx.AsyncClient())


def _report(
    node: Node, clocks: Mapping[str, Clocks], advised: Take, outside: Port | None, names: Mapping[str, str]
) -> None:
    reporting = Reporting(node, clocks, (BARNEVERN, f"{node.settings.service}-{BARNEVERN}"))
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
    take = _by_kind(to_reporter(node, reporting), advised)
    _exchange(node, BARNEVERN, f"SHD-{node.settings.owner}", Mailbox(node, take))

    courier = Courier(node, reporting, outside, names) if outside else None

    async def fire(timer: Timer) -> None:
        if timer.kind in {SEND, FOLLOW}:
            if courier:
                await courier.fire(timer)
            return
        act = node.act(timer.kommune, timer.command_id(), timer.command_id())
        await reporting.by_system(MarkDue(awaited=Awaited(timer.kind)), timer.subject, act, "report-due")

    node.later("timers", Clockwork(node.settings.dsn, fire, node.tasks).run)


def _receive(node: Node, clocks: Mapping[str, Clocks], reporters: set[Owner], asked: Take) -> None:
    handling, inbox = Handling(node, clocks), Inbox(node)
    handlers: dict[type[Request], Handler] = {
        contract.IncomingReports: inbox.all,
        contract.ReadIncoming: inbox.read,
        contract.AnswerReport: handling.answer,
    }
    node.server.serve(handlers)
    for reporter in sorted(reporters):
        take = _by_kind(to_barnevern(node, handling), asked)
        _exchange(node, reporter, f"SHD-{reporter}", Mailbox(node, take))

    async def fire(timer: Timer) -> None:
        act = node.act(timer.kommune, timer.command_id(), timer.command_id())
        await handling.by_system(MarkDue(awaited=Awaited(timer.kind)), timer.subject, act, "report-due")

    node.later("timers", Clockwork(node.settings.dsn, fire, node.tasks).run)


def _exchange(node: Node, peer: Owner, stream: str, mailbox: Mailbox) -> None:
    """One stream for each pair: a third service has no way to it, not even to how much is in it."""
    subjects = f"shd.*.{peer}.{node.settings.owner}.>"
    node.take_in(stream, subjects, mailbox.apply, f"{SCHEMA}-{peer}")
    ours = f"shd.*.{node.settings.owner}.{peer}.>"
    of_report, of_consultation = letters_to(peer, node.settings), consulted.letters_to(peer, node.settings)
    node.relay(f"letters-{peer}", stream, ours, events_as(lambda row: of_report(row) or of_consultation(row)))


def _by_kind(of_report: Take, of_consultation: Take) -> Take:
    async def take(letter: Letter, act: Act) -> None:
        await (of_consultation if letter.kind.startswith("consultation.") else of_report)(letter, act)

    return take
