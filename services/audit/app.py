"""The audit service: puts its parts together."""

from services.audit.intake import EntryIntake
from services.audit.openings import Openings
from services.audit.search import Search
from services.audit.sequencer import Sequencer
from shared.contracts.audit import SearchAudit
from shared.node import Node


def build(node: Node) -> None:
    settings = node.settings
    node.take_in("AUD", "aud.>", EntryIntake(settings.trusted.signing).apply)
    sequencer = Sequencer(settings.dsn, settings.ed25519("log"), Openings(node.keyring), node.tasks)
    node.later("sequencer", sequencer.run)
    node.server.serve({SearchAudit: Search(node).search})
