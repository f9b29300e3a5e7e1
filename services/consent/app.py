"""The consent service: who may decide for the child, what they have allowed, and the keys that enforce it."""

from collections.abc import Mapping
from datetime import timedelta

from services.consent.asking import Rules
from services.consent.commands import Commands
from services.consent.keys import KeyStore
from services.consent.people import BlindIndex
from services.consent.projections import fold
from services.consent.publish import PUBLISHED
from services.consent.queries import Queries
from services.consent.release import Release
from shared.contracts import consent
from shared.contracts.common import Kommune
from shared.municipality import load
from shared.node import Node
from shared.root_key import Root
from shared.timers import Clockwork


def build(node: Node) -> None:
    keys = KeyStore(node.pool, Root(_secret(node, "root.key")))
    node.take_keys_from(keys.fetch)
    commands = Commands(node, _rules(node), BlindIndex(node.pool, _secret(node, "index.key")))
    queries = Queries(node)
    node.publish(PUBLISHED)
    node.fold_events("family", fold)
    node.later("timers", Clockwork(node.settings.dsn, commands.expire, node.tasks).run)
    node.server.serve(
        {
            consent.RegisterFamily: commands.register,
            consent.AskConsent: commands.ask,
            consent.AnswerConsent: commands.answer,
            consent.WithdrawConsent: commands.answer,
            consent.ReadConsents: queries.read_consents,
            consent.MyFamily: queries.my_family,
        }
    )
    # Here the subject says which service asks, and NATS lets no other publish on it.
    node.server.serve(
        {consent.ReadStandings: queries.read_standings, consent.ReleaseKeys: Release(node, keys).release}, owner="*"
    )


def _rules(node: Node) -> Mapping[Kommune, Rules]:
    return {
        kommune: Rules(frozenset(one.services), timedelta(days=one.deadlines.consent_days))
        for kommune, one in load(node.settings.municipalities).items()
    }


def _secret(node: Node, name: str) -> bytes:
    return bytes.fromhex(node.settings.secret(name))
