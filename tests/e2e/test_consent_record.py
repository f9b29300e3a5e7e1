"""One consent through what can happen to it: a sheet of paper, a second look, a renewal, and another kind of yes."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Category
from shared.contracts.consent import Said, State
from shared.municipality import DemoChild
from tests.answers import answered
from tests.e2e.world import EXPIRES_ON, TODAY, World, consented, joined, opened, refused, world
from tests.servers import Installation
from tests.waiting import until

SHEET = hashlib.sha256(b"a signed sheet").hexdigest()
MOTHER, FATHER = "Hodan", "Abdi"
ASKER = "Kari"


async def stands(w: World, child: DemoChild, service: str, purpose: str = "stafettlogg") -> consent.ConsentView:
    """The newest word about one service."""
    known: consent.Consents = await w.ask(MOTHER, consent.ReadConsents(child=child.id))
    return next(one for one in known.consents if (one.service, one.purpose) == (service, purpose))


async def says_yes(w: World, who: str, item: consent.ConsentView, child: DemoChild) -> None:
    await w.ask(who, answered(child.id, item.consent))


async def on_paper(w: World, who: str, item: consent.ConsentView, child: DemoChild) -> None:
    """The employee who asked writes down a signed yes."""
    said = {"answer": Said.YES, "method": "paper", "evidence": SHEET, "told_of_rights": True, "said_freely": True}
    where: dict[str, Any] = {"child": child.id, "consent": item.consent, "giver": w.people[who].id}
    await w.ask(ASKER, consent.RegisterAnswer(**where, **said, note="Svarte i møtet, med tolk."))


@pytest.fixture
async def w(platform: Installation) -> Any:
    async with world(platform) as made:
        yield made


async def test_a_yes_on_paper_counts_and_says_who_wrote_it_down(w: World) -> None:
    child = w.child("Amina")
    asking = consent.AskConsent(
        child=child.id, services=("ppt",), categories=SHARED_CATEGORIES, expires_on=TODAY + timedelta(days=40),
        covers_from=TODAY - timedelta(days=90),
    )  # fmt: skip
    await w.ask(ASKER, asking)
    for service in ("barnehage", "ppt"):
        item = await stands(w, child, service)
        await says_yes(w, MOTHER, item, child)
        await on_paper(w, FATHER, item, child)
    given = await stands(w, child, "ppt")
    assert (given.state, given.whole, given.version) == (State.ACTIVE, True, 3)
    (answer,) = (giver for giver in given.givers if giver.person == w.people[FATHER].id)
    assert answer.how == consent.How(
        method=consent.Method.PAPER, registered_by=w.people[ASKER].id, evidence=SHEET, told_of_rights=True,
        said_freely=True,
    )  # fmt: skip
    assert await refused(w.ask("Tor", consent.ReviewConsent(child=child.id, consent=given.consent, needed=False)))
    for form, found in ((consent.Format.RECEIPT, "header"), (consent.Format.FHIR, "resourceType")):
        asked = consent.ExportConsent(child=child.id, consent=given.consent, format=form)
        copy: consent.Exported = await w.ask(FATHER, asked)
        assert found in copy.document


async def test_what_is_about_to_run_out_is_renewed_and_no_gap_is_felt(w: World) -> None:
    child = w.child("Amina")
    old = await stands(w, child, "ppt")
    assert old.renew_from is not None
    assert old.renew_from <= TODAY
    log = await opened(w, child)
    await joined(w, log, "Tor", "Tor Eide", ASKER)
    await w.ask(
        ASKER,
        consent.AskConsent(child=child.id, services=("ppt",), categories=SHARED_CATEGORIES, expires_on=EXPIRES_ON),
    )
    for service in ("barnehage", "ppt"):
        for who in (MOTHER, FATHER):
            await says_yes(w, who, await stands(w, child, service), child)
            await w.read("Tor", log)
    known: consent.Consents = await w.ask(MOTHER, consent.ReadConsents(child=child.id))
    states = {one.consent: one.state for one in known.consents if one.service == "ppt"}
    assert list(states.values()) == [State.ACTIVE, State.EXPIRED]
    assert states[old.consent] is State.EXPIRED
    view = await w.read("Tor", log)
    assert w.people["Tor"].id in {one.person for one in view.participants}


async def test_what_whoever_asked_needs_no_more_ends_and_so_does_taking_part(w: World) -> None:
    child = w.child("Amina")
    logs: case.Logs = await w.ask("Tor", case.MyLogs())
    log = next(one.stafettlogg for one in logs.logs if one.child == child.id)
    item = await stands(w, child, "ppt")
    await w.ask(ASKER, consent.ReviewConsent(child=child.id, consent=item.consent, needed=True))
    assert (await stands(w, child, "ppt")).state is State.ACTIVE
    await w.ask(ASKER, consent.ReviewConsent(child=child.id, consent=item.consent, needed=False))
    assert (await stands(w, child, "ppt")).state is State.EXPIRED

    async def out() -> bool:
        view = await w.read(ASKER, log)
        return w.people["Tor"].id not in {one.person for one in view.participants}

    await until(out)
    assert await refused(w.ask("Tor", case.ReadStafettlogg(stafettlogg=log))) == "AccessDenied"


async def test_a_yes_to_film_opens_nothing(w: World) -> None:
    child = w.child("Sofie")
    asking = consent.AskConsent(
        child=child.id, services=("barnehage",), purpose="film", categories=(), expires_on=EXPIRES_ON
    )
    await w.ask("Kari", asking)
    for guardian in child.guardians:
        who = guardian.name.split()[0]
        known: consent.Consents = await w.ask(who, consent.ReadConsents(child=child.id))
        for one in known.mine:
            await w.ask(who, answered(child.id, one))
    (film,) = (await w.ask("Kari", consent.ReadConsents(child=child.id))).consents
    assert (film.state, film.kind, film.partners) == (State.ACTIVE, consent.Kind.PROCESSING, ())
    assert await refused(opened(w, child)) in {"AccessDenied", "NotConsented"}
    shared = await consented(w, child, "ppt")
    assert {one.service for one in shared if one.kind is consent.Kind.SECRECY} == {"barnehage", "ppt"}
    assert await opened(w, child)


async def test_a_preview_tells_what_then_happens(w: World) -> None:
    child = w.child("Sofie")
    (item,) = (one for one in await _let_in(w, child) if one.service == "ppt")
    asking = consent.PreviewAnswer(child=child.id, consent=item.consent, answer=Said.WITHDRAWN)
    then: consent.Consequences = await w.ask("Camilla", asking)
    assert (then.at_once, then.ends, then.left) == (True, ("barnehage", "familie"), ("barnehage",))
    await w.ask("Camilla", consent.WithdrawConsent(child=child.id, consent=item.consent))
    assert [one.service for one in await _let_in(w, child)] == ["barnehage"]


async def _let_in(w: World, child: DemoChild) -> list[consent.ConsentView]:
    known: consent.Consents = await w.ask("Camilla", consent.ReadConsents(child=child.id))
    return [one for one in known.consents if one.state is State.ACTIVE and Category.NOTES in one.categories]
