"""Who could have seen, and who did: every owner is asked, and a read without an opening stands first."""

from datetime import timedelta
from typing import Any

from shared.contracts import audit, case
from shared.contracts.common import Actor, Category, Role
from tests.unit.portal.sample import NOW, SUNNIVA, TOR, audit_rows
from tests.unit.portal.world import World

ASKED = "/kontroll/hvem-kunne?child=c-1&first=2026-11-01&last=2026-11-23"
RULE = audit.Rule(id="L01-lese-med-samtykke", text="En ansatt som deltar, kan lese.")


def reaching(until: int) -> World:
    """Tor could read from an hour ago until so many minutes ago; he read half an hour ago."""
    world = World()
    could = case.CouldRead(
        person=TOR.id, of="familie", category=Category.AGREEMENTS, since=NOW - timedelta(hours=1),
        until=NOW - timedelta(minutes=until), rules=(RULE,),
    )  # fmt: skip
    unit = case.UnitHad(unit="bekkelia", since=NOW - timedelta(days=9))
    read = audit_rows()[0].model_copy(
        update={
            "action": "read-stafettlogg", "outcome": audit.Outcome.DONE, "at": NOW - timedelta(minutes=30),
            "actor": Actor(id=TOR.id, role=Role.EMPLOYEE, kommune=TOR.kommune, owner="ppt"),
            "categories": (Category.AGREEMENTS,),
        }
    )  # fmt: skip

    def reach(_: Any, __: Any) -> case.Reach:
        ppt = world.services.asked[-1][1] == "ppt"
        return case.Reach(child="c-1", readers=(could,) if ppt else (), units=() if ppt else (unit,))

    world.services.answers["who-could-read"] = reach
    world.services.answers["search-audit"] = lambda *_: audit.AuditEntries(entries=(read,), total=1)
    return world


async def test_every_owner_is_asked_and_what_it_says_stands_beside_what_was_done() -> None:
    world = reaching(until=10)
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get(ASKED)).text
    owners = {owner for request, owner, _ in world.services.asked if request.name == "who-could-read"}
    assert owners == {"barnehage", "helsestasjon", "ppt", "barnevern", "familie"}
    assert ("Alle som har lest stafettloggen i denne tiden, kunne lese den da." in page, RULE.text in page) == (
        True,
        True,
    )
    assert "Alle i enheten Bekkelia" in page


async def test_who_read_when_no_rule_opened_for_it_stands_first() -> None:
    world = reaching(until=40)
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get(ASKED)).text
        other = (await visitor.get(ASKED + "&category=health")).text
    assert "Leste uten at noen regel vi finner, åpnet for det" in page
    assert page.index(TOR.id) < page.index('id="h-could"')
    assert "Leste uten at noen regel" not in other


async def test_what_cannot_be_asked_is_said_and_nobody_is_asked() -> None:
    world = reaching(until=10)
    async with world.as_person(SUNNIVA) as visitor:
        for wrong in ("child=Ola&first=2026-11-01&last=2026-11-23", "child=c-1&first=2026-11-02&last=2026-11-01",
                      "child=c-1&first=2024-01-01&last=2026-11-01", "child=c-1"):  # fmt: skip
            assert "Dette kan ikke leses" in (await visitor.get("/kontroll/hvem-kunne?" + wrong)).text
    assert world.services.said("who-could-read") == []
