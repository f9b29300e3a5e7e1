"""Anonymous consultations: in the shielded log, and in the letters between two services. See ADR 12."""

from collections.abc import Mapping
from typing import NamedTuple

from services.case.casework.desk import TasksOf
from services.case.consultation.handlers import Advising, Asking
from services.case.consultation.post import to_adviser, to_asker
from services.case.consultation.reading import IncomingQuestions, OwnConsultations
from services.case.report.post import Take
from shared.contracts.case import consultation as contract
from shared.contracts.common import Owner
from shared.municipality import Municipality
from shared.node import Node


class Consulted(NamedTuple):
    """take: what letters of consultations make happen here; tasks: whose turn it is."""

    take: Take
    tasks: TasksOf


def asks(node: Node, ordinary: Node, municipalities: Mapping[str, Municipality], of: Owner) -> Consulted:
    """of: the service that takes questions."""
    asking, own = Asking(node, ordinary, municipalities, frozenset({of})), OwnConsultations(node, ordinary)
    node.server.serve({contract.AskAnonymously: asking.ask, contract.EndConsultation: asking.end})
    node.server.serve({contract.CheckQuestion: asking.look})
    node.server.serve({contract.MyConsultations: own.mine, contract.ReadConsultation: own.read})
    return Consulted(to_asker(node, asking), own.tasks)


def answers(node: Node, municipalities: Mapping[str, Municipality]) -> Consulted:
    advising, incoming = Advising(node, municipalities), IncomingQuestions(node)
    node.server.serve({contract.AnswerAnonymously: advising.answer})
    node.server.serve({contract.AnonymousQuestions: incoming.all, contract.ReadQuestion: incoming.read})
    return Consulted(to_adviser(node, advising), incoming.tasks)
