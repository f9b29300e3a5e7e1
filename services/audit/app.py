"""The audit service: puts its parts together."""

from services.audit.intake import EntryIntake
from services.audit.search import Search
from shared.contracts.audit import SearchAudit
from shared.node import Node


def build(node: Node) -> None:
    node.take_in("AUD", "aud.>", EntryIntake(node.settings.trusted.signing).apply)
    node.server.serve({SearchAudit: Search(node).search})
