"""Carries out what a parent without foreldreansvar asks, and what is decided; every act with its audit row."""

import hashlib
from collections.abc import Mapping

from services.consent.family import Family
from services.consent.information import access
from services.consent.information import events as e
from services.consent.information.decider import Command, decider
from services.consent.keys import OWNER
from services.consent.legal import described
from services.consent.queries import SQL
from services.consent.records import Families, names
from shared.access import Decision
from shared.contracts import consent as c
from shared.contracts.common import Category, Done, Id, Kommune, Role
from shared.decider import Act
from shared.municipality import Municipality
from shared.node import Node
from shared.sealing import KeyId, place


def stream(child: Id) -> str:
    """Beside the family's own, which is named by the child alone."""
    return f"information-{hashlib.sha256(child.encode()).hexdigest()[:32]}"


class Information:
    def __init__(self, node: Node, municipalities: Mapping[Kommune, Municipality], families: Families) -> None:
        self._node, self._municipalities, self._families = node, municipalities, families

    async def command(self, request: Command, act: Act) -> Done:
        _, handlers, decision = await self._may(request, act)
        entry = self._node.trail.entry(
            act, request.name, child=request.child, resources=[request.request], decision=decision
        )
        rules, where = decider(handlers), stream(request.child)
        handled = await self._node.commands.handle(rules, e.SCHEMA, where, request, act, lambda _: entry)
        return self._node.done(request.request, handled)

    async def read(self, request: c.ReadInformation, act: Act) -> c.InformationRequests:
        await self._node.seen(act.by.kommune, request.seen)
        family, _, decision = await self._may(request, act)
        found = await self._requests(act.by.kommune, request.child)
        decides = act.by.role is not Role.GUARDIAN
        own = [one for one in found if decides or one.person == act.by.id]
        told = [one.request for one in own]
        await self._node.trail.record(
            self._node.trail.entry(act, request.name, child=request.child, resources=told, decision=decision)
        )
        guarded = family.grading is not c.Grading.OPEN
        shown = [one.model_copy(update={"protected": guarded}) for one in own] if decides else own
        return c.InformationRequests(requests=tuple(reversed(shown)))

    async def children(self, request: c.WhomIMayAskAbout, act: Act) -> c.OwnChildren:
        decision = access.on_itself(act.by, request.name)
        await self._node.trail.record(self._node.trail.entry(act, request.name, decision=decision))
        rows = await self._node.pool.fetch(SQL["related"], act.by.kommune, act.by.id)
        found = [await self._child(act, row["child"], row["relation"]) for row in rows]
        return c.OwnChildren(children=tuple(child for child in found if child))

    async def _child(self, act: Act, child: Id, relation: str) -> c.OwnChild | None:
        rows, family = await self._families.load(act, child)
        about = access.child_entity(child, family, ())
        if not access.POLICIES.decide(access.principal(act.by), "ask-information", about, {}).allowed:
            return None
        return c.OwnChild(child=child, child_name=(await names(self._node, rows)).child, relation=relation)

    async def _may(self, request: Command | c.ReadInformation, act: Act) -> tuple[Family, list[Id], Decision]:
        _, family = await self._families.load(act, request.child)
        told = self._municipalities[act.by.kommune].rights.handlers
        handlers = [person for owner in sorted({of for of, _ in family.units}) for person in told.get(owner, ())]
        return family, handlers, access.on_child(act.by, request.name, request.child, family, handlers)

    async def _requests(self, kommune: Kommune, child: Id) -> list[c.InformationRequest]:
        """Oldest first; nothing once the keys are destroyed."""
        rows = await self._node.store.read(kommune, stream(child))
        keys = await self._node.keyring.keys(kommune, child, [(OWNER, Category.PRIVATE)]) if rows else {}
        found: dict[Id, c.InformationRequest] = {}
        for row in rows:
            if row.sealed is None or (key := keys.get(KeyId.parse(row.key_id or ""))) is None:
                continue
            where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
            match e.SCHEMA.read(row, key.open(where, row.sealed)):
                case e.InformationAsked() as asked:
                    found[asked.request] = c.InformationRequest(
                        child=child, request=asked.request, person=asked.person, asked_at=asked.at,
                        question=asked.question,
                    )  # fmt: skip
                case e.InformationDecided() as said:
                    decided = c.Decided(
                        at=said.at, legal_basis=described(said.legal_basis) or "", granted=said.granted,
                        reason=said.reason, answer=said.answer,
                    )  # fmt: skip
                    found[said.request] = found[said.request].model_copy(update={"decided": decided})
        return list(found.values())
