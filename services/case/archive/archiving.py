"""Makes a package of a log as the family may read it, hands it to the archive, and stores the receipt.

A crash between the two makes the package again: the archive knows its id, and answers with the receipt it gave.
"""

import asyncio
import logging
from collections.abc import Mapping

from services.case import access, reading
from services.case.access import FAMILY, Circle
from services.case.archive.arkivmelding import Filing, arkivmelding
from services.case.archive.document import document
from services.case.archive.pdf import pdf
from services.case.archive.port import METADATA, Archive, Package
from services.case.contribution.attached import Attached, Keys
from services.case.spine import Spine, closed_under, slot, under_restriction
from services.case.stafettlogg.asked.archive import MarkArchiveFailed, MarkDeposited
from services.case.stafettlogg.handlers import Sharing
from services.case.timeline import Slot, view
from services.case.whereabouts import Whereabouts
from shared.access import Decision
from shared.contracts.case import StafettloggView
from shared.contracts.common import Actor, Owner, Role
from shared.decider import Act
from shared.errors import AccessDenied
from shared.handlingsveileder import Handlingsveileder
from shared.locating import discreet
from shared.node import Node
from shared.timers import Timer

log = logging.getLogger(__name__)


class Archiving:
    def __init__(self, node: Node, sharing: Sharing, guides: Mapping[str, Handlingsveileder], archive: Archive) -> None:
        self._node, self._sharing, self._guides, self._archive = node, sharing, guides, archive
        self._attached = Attached(node)

    async def __call__(self, timer: Timer, act: Act) -> None:
        package, _, attempt = timer.item.rpartition("@")
        waited = (await self._sharing.found(timer.kommune, timer.subject)).state.archive
        if waited is None or waited.package != package or waited.receipt:
            return
        try:
            receipt = await asyncio.to_thread(self._archive.deposit, await self._package(timer, act, package))
        except OSError as error:
            log.warning("the archive did not take a package", extra={"error": type(error).__name__})
            failed = MarkArchiveFailed(package=package, attempt=int(attempt))
            await self._sharing.by_system(failed, timer.subject, act, "archive-failed")
        else:
            taken = MarkDeposited(package=package, receipt=receipt.id, deposited_at=receipt.at, sha256=receipt.sha256)
            await self._sharing.by_system(taken, timer.subject, act, "archive-deposited")

    async def _package(self, timer: Timer, act: Act, package: str) -> Package:
        guide = self._guides[timer.kommune]
        told, keys = await self._read(timer.subject, act, package)
        text = document(told, guide, act.at)
        files = {"stafettlogg.pdf": await asyncio.to_thread(pdf, text), "stafettlogg.txt": text.text().encode()}
        files |= await self._beside(timer.kommune, told, keys)
        metadata = arkivmelding(Filing(package, told, guide, act.at, files))
        return Package(package, timer.kommune, {METADATA: metadata, **files})

    async def _beside(self, kommune: str, told: StafettloggView, keys: Keys) -> dict[str, bytes]:
        """The files beside what was written, oldest first."""
        having = [(entry, entry.attachment) for entry in reversed(told.entries) if entry.attachment]
        return {
            f"vedlegg-{n}.{file.form}": await self._attached.whole(kommune, entry, file, keys)
            for n, (entry, file) in enumerate(having, start=1)
        }

    async def _read(self, stafettlogg: str, act: Act, package: str) -> tuple[StafettloggView, Keys]:
        """As a guardian would, and so written down before it is opened; a protected child's places are left out."""
        pool, kommune = self._node.pool, act.by.kommune
        spine = await reading.spine(pool, kommune, stafettlogg)
        circle = reading.circle(spine, await reading.consents(pool, kommune, spine.child), act.at)
        decision, audience = _as_family(spine, circle, kommune)
        entry = self._node.trail.entry(
            act, "read-for-archive", child=spine.child, resources=(stafettlogg, package), consents=circle.used(),
            categories=sorted({category for _, category in audience}), decision=decision,
        )  # fmt: skip
        await self._node.trail.record(entry)
        keys = await self._node.keyring.keys(kommune, spine.child, audience, closed_under(spine.facts))
        days = self._guides[kommune].of.deadlines.silence_days
        closed = [found.id for found in under_restriction(spine)]  # an archive is neither the family nor its claim
        told = view(spine, circle, dict(keys), audience, days, restricted=closed)
        return await discreet(told, Whereabouts(self._node).may_locate, act), keys


def _as_family(spine: Spine, circle: Circle, kommune: str) -> tuple[Decision, dict[Slot, tuple[Owner, ...]]]:
    """Raises AccessDenied when there is nobody with foreldreansvar."""
    family = [Actor(id=one, role=Role.GUARDIAN, kommune=kommune, owner=FAMILY) for one in sorted(circle.guardians)]
    allowed: dict[Slot, tuple[Owner, ...]] = {}
    decided: Decision | None = None
    for one in sorted({slot(found) for found in spine.facts}):
        decision = access.on_content(family[0], "read", circle, *one) if family else None
        if decision and decision.allowed:
            allowed[one], decided = access.readers(circle, kommune, *one), decision
    if decided is None:
        raise AccessDenied
    return decided, allowed
