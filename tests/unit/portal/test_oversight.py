"""The personvernombud's first page: one sentence of truth, and the way from a finding to its end."""

from datetime import timedelta
from typing import Any

import pytest

from services.portal import findings
from services.portal.view import Services
from shared.contracts import audit, consent
from tests.unit.portal.sample import DIRECTORY, NOW, SUNNIVA, TODAY, TOR, audit_rows
from tests.unit.portal.world import World, refuse, sent

INVESTIGATION = "019ab000-0000-7000-8000-000000000009"
SERVICES = Services(DIRECTORY.municipality("4999"))
LOG = audit.LogStanding(
    owner="barnehage", year=2026, size=1200, signed_at=NOW, witnessed=1200, witnesses=("ppt", "consent"), known=3,
    checked=1200, checked_at=NOW,
)  # fmt: skip

UNSAID = (
    "Noe er galt: personvernombudets eget vitne har vært vitne til noe annet enn det som nå står i loggen til "
    "barnehagen for 2026."
)


def finding(kind: audit.FindingKind = audit.FindingKind.ENTRY, **said: Any) -> audit.Finding:
    place = said.pop("place", audit.Place(year=2026, leaf=7))
    return audit.Finding(finding="f-12", owner="barnehage", kind=kind, place=place, found_at=NOW, **said)


def overseen(*found: audit.Finding, log: audit.LogStanding = LOG, **said: Any) -> audit.Oversight:
    days = tuple(audit.DayOfActs(day=TODAY - timedelta(days=n), acts=n, not_done=0, findings=0) for n in range(30))
    return audit.Oversight(logs=(log,), findings=found, days=days, **{"investigations": ()} | said)


def looking_into(**said: Any) -> audit.Investigation:
    about = {
        "investigation": INVESTIGATION, "about": "f-12", "opened_at": NOW, "opened_by": SUNNIVA.id, "finding": finding()
    }  # fmt: skip
    return audit.Investigation.model_validate(about | said)


@pytest.mark.parametrize(
    ("found", "sentence", "color"),
    [
        (
            overseen(),
            "Tilgangsloggen er hel: 1\u00a0200 oppføringer er slik tjenestene skrev dem, og nok vitner har sett det.",
            "success",
        ),
        (
            overseen(finding()),
            "Noe er galt: oppføring 7 i loggen til barnehagen for 2026 er ikke slik den ble skrevet.",
            "danger",
        ),
        (
            overseen(
                finding(audit.FindingKind.HOLE, place=audit.Place(numbers=(3, 9))), finding(),
                finding(audit.FindingKind.SILENT),
            ),
            "Noe er galt: oppføring 7 i loggen til barnehagen for 2026 er ikke slik den ble skrevet, og 2 feil til.",
            "danger",
        ),
        (
            overseen(finding(audit.FindingKind.HOLE, place=audit.Place(numbers=(3, 9)))),
            "Noe er galt: rad 3 til 9 fra barnehagen mangler.",
            "danger",
        ),
        (
            overseen(finding(audit.FindingKind.DENIED, place=audit.Place(year=2026, witness="ombud"))),
            UNSAID,
            "danger",
        ),
        (
            overseen(log=LOG.model_copy(update={"unseen": True})),
            "Ingen endret oppføring er funnet, men for få vitner har sett loggen til barnehagen.",
            "danger",
        ),
        (
            overseen(log=LOG.model_copy(update={"checked_at": None})),
            "Ingen feil er funnet, men loggen til barnehagen er ikke gått gjennom ennå.",
            "warning",
        ),
        (overseen(finding(ended_at=NOW)), None, "success"),
    ],
)  # fmt: skip
def test_one_sentence_says_whether_it_is_whole_or_what_is_wrong_and_where(
    found: audit.Oversight, sentence: str | None, color: str
) -> None:
    truth = findings.truth(found, SERVICES)
    assert truth.color == color
    assert sentence in (None, truth.sentence)


def test_every_kind_of_finding_verdict_and_reason_has_words() -> None:
    assert set(audit.FindingKind) == findings.TEXTS.keys()
    assert set(audit.AnomalyKind) == findings.ANOMALIES.keys()
    assert set(audit.Verdict) == findings.VERDICTS.keys()
    assert set(audit.Why) == findings.WHY.keys()


async def test_the_page_shows_the_place_in_red_and_a_way_to_look_into_it() -> None:
    world = World()
    world.services.answers["read-oversight"] = lambda *_: overseen(finding())
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll")).text
        answer = await sent(world, visitor, "/kontroll/undersok/f-12")
    assert 'truth" data-color="danger" role="status">Noe er galt: oppføring 7 i loggen' in page
    assert "/kontroll/undersok/f-12" in page
    (opened,) = world.services.said("open-investigation")
    assert opened.about == "f-12"  # type: ignore[attr-defined]
    assert answer.headers["location"] == "/kontroll/undersokelse/s-1"


async def test_what_should_be_looked_at_is_shown_with_its_reason_and_leads_to_the_acts() -> None:
    world = World()
    odd = audit.Anomaly(
        anomaly="a-3", kind=audit.AnomalyKind.MANY_CHILDREN, actor=TOR.id, day=TODAY, count=17, first_at=NOW,
        last_at=NOW,
    )  # fmt: skip
    shown = overseen(anomalies=(odd,), investigations=(looking_into(about="a-3", anomaly=odd, finding=None),))
    world.services.answers["read-oversight"] = lambda *_: shown
    async with world.as_person(SUNNIVA) as visitor:
        first = (await visitor.get("/kontroll")).text
        second = (await visitor.get(f"/kontroll/undersokelse/{INVESTIGATION}")).text
    assert "Leste om 17 barn innen én time." in first
    assert f"/kontroll/undersokelse/{INVESTIGATION}" in first
    assert f"/kontroll/sok?actor={TOR.id}&amp;first=" in second


async def test_a_name_shows_only_when_it_was_opened_with_a_reason() -> None:
    world, shown = World(), looking_into()
    world.services.answers["read-oversight"] = lambda *_: overseen(finding(), investigations=(shown,))
    here = f"/kontroll/undersokelse/{INVESTIGATION}"
    async with world.as_person(SUNNIVA) as visitor:
        before = (await visitor.get(here)).text
        refused = await sent(world, visitor, f"{here}/identitet", person=TOR.id)
        await sent(world, visitor, f"{here}/identitet", person=TOR.id, why="compare")
        opened = audit.IdentityOpened(person=TOR.id, why=audit.Why.COMPARE, at=NOW, by=SUNNIVA.id)
        shown = looking_into(identities=(opened,))
        after = (await visitor.get(here)).text
    assert ("Tor Eide" in before, refused.status_code, "Tor Eide" in after) == (False, 422, True)
    (asked,) = world.services.said("open-identity")
    assert (asked.person, asked.why) == (TOR.id, "compare")  # type: ignore[attr-defined]


async def test_an_investigation_ends_with_a_verdict() -> None:
    world = World()
    world.services.answers["read-oversight"] = lambda *_: overseen(finding(), investigations=(looking_into(),))
    here = f"/kontroll/undersokelse/{INVESTIGATION}"
    async with world.as_person(SUNNIVA) as visitor:
        await sent(world, visitor, f"{here}/avslutt", verdict="fault", case="2026/118")
        world.services.answers["close-investigation"] = refuse("InvestigationClosed")
        late = await sent(world, visitor, f"{here}/avslutt", verdict="rightful")
        missing = await visitor.get("/kontroll/undersokelse/019ab000-0000-7000-8000-00000000000a")
    asked = world.services.said("close-investigation")[0]
    assert (asked.verdict, asked.case) == ("fault", "2026/118")  # type: ignore[attr-defined]
    assert (late.status_code, "Undersøkelsen er avsluttet" in late.text, missing.status_code) == (422, True, 404)


async def test_the_search_is_by_unit_and_time_and_tells_the_rules_in_plain_words() -> None:
    world = World()
    row = audit_rows()[0].model_copy(update={"policies": ("A01-personvernombud",)})
    rule = audit.Rule(id="A01-personvernombud", text="Personvernombudet kan se hvem som har gjort hva.")
    world.services.answers["search-audit"] = lambda *_: audit.AuditEntries(entries=(row,), total=1, rules=(rule,))
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll/sok?unit=bekkelia&first=2026-11-01&last=2026-11-23")).text
    (asked,) = world.services.said("search-audit")
    assert set(asked.actors) == {one.id for one in DIRECTORY if one.unit == "bekkelia"}  # type: ignore[attr-defined]
    assert (str(asked.first), str(asked.last)) == ("2026-11-01", "2026-11-23")  # type: ignore[attr-defined]
    assert "Personvernombudet kan se hvem som har gjort hva." in page


async def test_a_missing_receipt_and_a_familys_deadline_are_tasks_on_the_first_page() -> None:
    late = consent.RightView(
        child="c-1", request="r-1", right=consent.Right.RESTRICTION, asked_on=TODAY, due_on=TODAY, ready=False,
        overdue=True,
    )  # fmt: skip
    missing = consent.MissingReceipt(consent="k-1", child="c-1", service="ppt", ended_at=NOW)
    world = World()
    world.services.answers["read-oversight"] = lambda *_: overseen()
    async with world.as_person(SUNNIVA) as visitor:
        before = (await visitor.get("/kontroll")).text
        world.services.answers |= {
            "open-rights": lambda *_: consent.Rights(requests=(late,)),
            "read-missing-receipts": lambda *_: consent.MissingReceipts(receipts=(missing,)),
        }
        page = (await visitor.get("/kontroll")).text
    assert "Venter på at du følger opp" not in before
    assert all(text in page for text in ("/kontroll/samtykker#h-receipts", "/kontroll/frister", "Forsinket"))
    assert "c-1" not in page
