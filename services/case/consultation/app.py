"""Anonymous consultations: in the shielded log, and in the letters between two services. See ADR 12."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import NamedTuple

from services.case.casework.desk import TasksOf
from services.case.consultation.handlers import Advising, Asking
from services.case.consultation.lifts import Lifts
from services.case.consultation.post import ANSWERED, to_adviser, to_asker
from services.case.consultation.reading import IncomingQuestions, OwnConsultations
from services.case.report.post import Take
from services.case.stafettlogg.handlers import Sharing
from shared.contracts.case import consultation as contract
from shared.contracts.case.tasks import MyTasks, Task
from shared.contracts.common import Id
from shared.decider import Act
from shared.letters import Letter
from shared.municipality import Municipality
from shared.node import Node
from shared.timers import Timer

AskedIn = Callable[[Id, Id, date, Act], Awaitable[bool]]


class Consulted(NamedTuple):
    """take: what letters of consultations make happen here; tasks: whose turn it is; send_lift: at `familie`.

    asked_in: whether the reader of a case knows of a question about it.
    """

    take: Take
    tasks: TasksOf | None = None
    send_lift: Callable[[Timer], Awaitable[None]] | None = None
    asked_in: AskedIn | None = None


def of_family(node: Node, ordinary: Node, sharing: Sharing) -> Consulted:
    """Only stafettlogger ask here, and nobody is asked."""
    lifts = Lifts(node, ordinary, sharing)
    return Consulted(lifts.take, send_lift=lifts.send)


def of_service(node: Node, ordinary: Node, municipalities: Mapping[str, Municipality]) -> Consulted:
    """Whoever asks may be asked too: which services take questions is each municipality's choice."""
    asking, own = Asking(node, ordinary, municipalities), OwnConsultations(node, ordinary)
    advising, incoming = Advising(node, municipalities), IncomingQuestions(node)
    node.server.serve({contract.AskAnonymously: asking.ask, contract.EndConsultation: asking.end})
    node.server.serve({contract.CheckQuestion: asking.look, contract.AnswerAnonymously: advising.answer})
    node.server.serve({contract.MyConsultations: own.mine, contract.ReadConsultation: own.read})
    node.server.serve({contract.AnonymousQuestions: incoming.all, contract.ReadQuestion: incoming.read})
    advised, asked = to_asker(node, asking), to_adviser(node, advising)

    async def take(letter: Letter, act: Act) -> None:
        await (advised if letter.kind == ANSWERED else asked)(letter, act)

    async def tasks(query: MyTasks, act: Act) -> tuple[Task, ...]:
        return (*await own.tasks(query, act), *await incoming.tasks(query, act))

    return Consulted(take, tasks, asked_in=own.asked_in)
