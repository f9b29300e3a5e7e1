"""The audit service: puts its parts together."""

from pathlib import Path

import httpx

from services.audit import anomalies, reminding, trails
from services.audit.anomalies import Watching
from services.audit.breaches import Clocks
from services.audit.checking import Checking
from services.audit.export import Exports
from services.audit.intake import EntryIntake
from services.audit.investigations import Investigations
from services.audit.looks import Family
from services.audit.months import Months
from services.audit.noting import Noting
from services.audit.openings import Openings
from services.audit.oversight import Desk
from services.audit.reminding import Reminding
from services.audit.search import Search
from services.audit.sequencer import Sequencer
from services.audit.trails import Trails
from services.audit.units import Units
from services.audit.witnesses import Witnesses, asking
from shared.contracts.audit import (
    AskExplanation,
    CloseInvestigation,
    EndBreach,
    ExportLog,
    OpenBreach,
    OpenIdentity,
    OpenInvestigation,
    ReadBreaches,
    ReadMonth,
    ReadOversight,
    ReadUnitUse,
    SearchAudit,
    WhoHasLooked,
)
from shared.erasures import SUBJECT, Erasures, Forgetting
from shared.in_force import decides_by
from shared.municipality import load
from shared.node import Node
from shared.staff import Staff
from shared.transparency import policy


def build(node: Node) -> None:
    settings = node.settings
    decides_by(node, Path(__file__).parent)
    node.take_in("AUD", "aud.>", EntryIntake(settings.trusted.signing).apply)
    node.take_in("EVT", SUBJECT, Forgetting(settings.trusted.signing).apply, reader="erased")
    node.before_serving(Erasures(settings, node.pool, node.broker, node.client, node.bell).not_set_back)
    municipalities = load(settings.municipalities)
    kommuner = municipalities.keys()
    policy_file = settings.trust.with_name("policy").read_bytes()
    known = policy.parse(policy_file)
    web = httpx.AsyncClient()
    node.held.push_async_callback(web.aclose)
    witnesses = Witnesses(known, asking(node.client, min(kommuner), known.addresses, web))
    owners = known.witnesses.keys() - known.addresses.keys()  # the others have no trail
    openings = Openings(node.keyring, kommuner)
    sequencer = Sequencer(settings.dsn, settings.ed25519("log"), openings, witnesses, node.tasks)
    node.later("sequencer", sequencer.run)
    node.later("trails", Trails(settings.dsn, kommuner, sorted(owners), trails.asking(node.client), node.tasks).run)
    node.later("noting", Noting(node).run)
    node.later("checking", Checking(settings.dsn, settings.trusted.signing, node.tasks).run)
    node.later("watching", Watching(settings.dsn, municipalities, anomalies.asking(node.client), node.tasks).run)
    node.later("reminding", Reminding(settings.dsn, municipalities, reminding.asking(node.client), node.tasks).run)
    public = settings.ed25519("log").public_key().public_bytes_raw()
    looked_into, family = Investigations(node), Family(node)
    clocks = Clocks(node)
    node.server.serve({ReadBreaches: clocks.read, OpenBreach: clocks.open, EndBreach: clocks.end})
    node.server.serve(
        {
            SearchAudit: Search(node).search,
            ReadOversight: Desk(node, public, known).read,
            OpenInvestigation: looked_into.open,
            OpenIdentity: looked_into.open_identity,
            CloseInvestigation: looked_into.close,
            ReadMonth: Months(node).read,
            ReadUnitUse: Units(node, municipalities, Staff.of(settings)).read,
            ExportLog: Exports(node, public, policy_file).read,
            WhoHasLooked: family.looks,
            AskExplanation: family.ask,
        }
    )
