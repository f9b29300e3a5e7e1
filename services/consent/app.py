"""The consent service: who may decide for the child, what they have allowed, and the keys that enforce it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import get_args

from services.consent.asking import Rules
from services.consent.choices.handlers import Choosing
from services.consent.commands import Commands
from services.consent.emergency import folding as emergencies
from services.consent.emergency.handlers import Emergencies
from services.consent.erasure.archived import SUBJECTS, Archived
from services.consent.erasure.destroying import Destroying
from services.consent.erasure.handlers import KINDS, ByPeople, Erasing
from services.consent.erasure.ledger import Copy
from services.consent.erasure.restoring import Gate
from services.consent.information.handlers import Information
from services.consent.keys import purges
from services.consent.keys.files import FileRoots
from services.consent.keys.rolling import Rolling
from services.consent.keys.roots import Roots
from services.consent.keys.store import KeyStore
from services.consent.keys.transit import TransitRoots
from services.consent.people.blind_index import BlindIndex
from services.consent.people.finding import Finding
from services.consent.people.law import Law
from services.consent.people.nearness import Comparing
from services.consent.projections import fold
from services.consent.publish import PUBLISHED
from services.consent.queries import Queries
from services.consent.records import Families
from services.consent.register.filed import FiledRegister
from services.consent.register.following import Following
from services.consent.register.port import PopulationRegister
from services.consent.release import Release
from services.consent.rights import projection as rights
from services.consent.rights.handlers import Asking
from services.consent.rules.givers import Choices
from services.consent.rules.sets import RuleSets
from services.consent.rules.sets import load as load_rules
from shared.choices import Each, Municipalities, follow
from shared.contracts import consent
from shared.contracts.common import Kommune
from shared.handlingsveileder import load_guides
from shared.in_force import decides_by
from shared.municipality import Municipality, load, load_demo
from shared.node import Node
from shared.staff import Staff
from shared.timers import Clockwork, Timer


def build(node: Node) -> None:
    decides_by(node, Path(__file__).parent)
    roots = _roots(node)
    keys = KeyStore(node.pool, roots)
    node.take_keys_from(keys.fetch)
    every, kept = timedelta(days=node.settings.root_days), timedelta(days=node.settings.old_root_days)
    node.later("roots", Rolling(node.settings.dsn, roots, every, kept, node.tasks).run)
    municipalities = Municipalities(load(node.settings.municipalities))
    follow(node, municipalities)
    guides = load_guides(node.settings.municipalities, node.settings.guides)
    choosing = Choosing(node, municipalities, guides)
    node.server.serve({consent.ChangeChoices: choosing.change, consent.ReadChanges: choosing.read})
    rules = _rules(municipalities, load_rules(node.settings.law))
    families = Families(node, Each(rules, lambda one: one.law))
    erasing, gate = _erasing(node, municipalities, families)
    receipts = purges.Purges(node, families)
    node.fold_events("purges", purges.fold)
    urgent = Emergencies(node, municipalities, families)
    node.fold_events("emergencies", emergencies.fold)
    node.server.serve(
        {
            consent.OpenInEmergency: urgent.open,
            consent.ReviewEmergency: urgent.review,
            consent.MyEmergencies: urgent.mine,
        }
    )
    node.later("purges", gate.then(receipts.watch))
    node.server.serve({consent.ReadMissingReceipts: receipts.missing})
    node.server.serve({consent.ReportPurge: receipts.report}, owner="*")
    index = BlindIndex(node.pool, _secret(node, "index.key"))
    commands = Commands(node, rules, index, families)
    queries = Queries(node, municipalities, families)
    node.later("midnights", commands.begin)
    if node.settings.population:
        registers = _registers(node.settings.population, node.settings.municipalities, rules)
        node.later("register", gate.then(Following(node, commands, families, index, registers).run))
    node.publish(PUBLISHED)
    node.fold_events("family", fold)
    node.fold_events("rights", rights.fold)
    information = Information(node, municipalities, families)
    asking = Asking(node, municipalities, families)

    async def due(timer: Timer) -> None:
        if timer.kind == emergencies.REVIEW:
            await urgent.due(timer)
        else:
            await (erasing if timer.kind in KINDS else asking if timer.kind == rights.OVERDUE else commands).due(timer)

    node.later("timers", gate.then(Clockwork(node.settings.dsn, due, node.tasks).run))
    node.server.serve(
        {
            consent.RegisterFamily: commands.register,
            consent.AskConsent: commands.ask,
            consent.AnswerConsent: commands.answer,
            consent.WithdrawConsent: commands.answer,
            consent.RegisterAnswer: commands.answer,
            consent.ReviewConsent: commands.answer,
            consent.RegisterSharingByLaw: commands.about_family,
            consent.RegisterCareOrder: commands.about_family,
            consent.EndCareOrder: commands.about_family,
            consent.RegisterSuspicion: commands.about_family,
            consent.LiftSuspicion: commands.about_family,
            consent.ReadCare: queries.read_care,
            consent.PreviewAnswer: queries.preview,
            consent.ExportConsent: queries.export,
            consent.ReadConsents: queries.read_consents,
            consent.MyFamily: queries.my_family,
            consent.FindPerson: Finding(node, index, families).find,
            consent.AskInformation: information.command,
            consent.DecideInformation: information.command,
            consent.ReadInformation: information.read,
            consent.WhomIMayAskAbout: information.children,
            consent.RequestAccess: asking.ask,
            consent.RequestErasure: asking.ask_erasure,
            consent.AnswerErasure: asking.by_dpo,
            consent.ExtendRight: asking.by_dpo,
            consent.ReadRights: asking.mine,
            consent.OpenRights: asking.waiting,
        }
    )
    # Here the subject says which service asks, and NATS lets no other publish on it.
    node.server.serve(
        {
            consent.ReadStandings: queries.read_standings,
            consent.ReleaseKeys: Release(node, keys, families).release,
            consent.CompareReaders: Comparing(node, families, index, municipalities, Staff.of(node.settings)).compare,
        },
        owner="*",
    )
    node.server.serve(
        {
            consent.RegisterRight: asking.by_service,
            consent.AnswerRight: asking.by_service,
            consent.TellNews: asking.by_service,
            consent.CheckRight: asking.check,
            consent.CheckEntitled: asking.check_entitled,
        },
        owner="*",
    )


def _registers(folder: Path, municipalities: Path, kommuner: Iterable[Kommune]) -> Mapping[Kommune, PopulationRegister]:
    demos = load_demo(municipalities)
    return {kommune: FiledRegister(folder, kommune, demos) for kommune in kommuner}


def _erasing(node: Node, municipalities: Mapping[Kommune, Municipality], families: Families) -> tuple[Erasing, Gate]:
    """The ledger's copy stands where the roots are: no backup of the database sets it back."""
    settings = node.settings
    copy = Copy((settings.roots or settings.secrets / "roots") / "shred-ledger.jsonl")
    erasing, gate = Erasing(node, municipalities, copy, families), Gate(node, copy)
    years = {kommune: one.erasure.retention_years or 0 for kommune, one in municipalities.items()}
    node.before_serving(gate)
    node.fold_events("erasure", Destroying(settings.signing_key).fold)
    node.take_in("EVT", SUBJECTS, Archived(settings.trusted.signing, years).apply)
    node.server.serve({**dict.fromkeys(get_args(ByPeople), erasing.by_people), consent.ReadErasure: erasing.read})
    node.server.serve({consent.GiveErasureReceipt: erasing.receipt}, owner="*")
    return erasing, gate


def _rules(municipalities: Mapping[Kommune, Municipality], sets: RuleSets) -> Mapping[Kommune, Rules]:
    def chosen(one: Municipality) -> Rules:
        return Rules(
            frozenset(one.services),
            timedelta(days=one.deadlines.consent_days),
            timedelta(days=one.deadlines.consent_review_days),
            timedelta(days=one.deadlines.consent_renewal_days),
            law=Law(sets, Choices(one.ages, one.version)),
        )

    return Each(municipalities, chosen)


def _roots(node: Node) -> Roots:
    settings = node.settings
    return TransitRoots.of(settings) if settings.transit else FileRoots(settings.roots or settings.secrets / "roots")


def _secret(node: Node, name: str) -> bytes:
    return bytes.fromhex(node.settings.secret(name))
