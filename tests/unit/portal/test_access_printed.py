"""The answer to a request for access as a PDF for everybody: all that the file for machines says to people."""

from datetime import timedelta

import pytest

from services.portal import dates
from services.portal.insight import RESERVATION, SENT
from shared.contracts import case, consent, notify
from tests.unit.pdf import faults, tags, text_of
from tests.unit.portal.sample import CHILD, DIRECTORY, INGRID, KARI, NOW, TODAY
from tests.unit.portal.test_rights import ATTACK, HERE, REQUEST, SAID, world
from tests.unit.portal.world import World, refuse

FILE = f"{HERE}/innsyn/{REQUEST}/utskrift.pdf"
BY_LAW = consent.SharingByLaw(
    sharing="s-1", by="barnehage", to="barnevern", legal_basis="Barnehageloven § 46", categories=(), on=TODAY,
    what="Dette er fortalt videre",
)  # fmt: skip


async def fetched(made: World) -> bytes:
    async with made.as_person(INGRID) as visitor:
        answer = await visitor.get(FILE)
    assert answer.headers["content-disposition"] == 'attachment; filename="innsyn.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    return answer.content


def said_in(file: bytes) -> str:
    return " ".join(text_of(file).split())


async def test_a_machine_finds_no_barrier_in_it_and_everybody_reads_what_is_given() -> None:
    made = world(ready=True)
    known = made.services.answers["read-consents"](consent.ReadConsents(child=CHILD), INGRID.actor)
    told = known.model_copy(update={"shared_by_law": (BY_LAW,)})
    sent = notify.Notice(
        notice="n-1", created_at=NOW, due_at=NOW, state=notify.Delivery.SENT, sent_at=NOW + timedelta(days=400)
    )
    made.services.answers |= {
        "read-consents": lambda *_: told, "my-notices": lambda *_: notify.Notices(notices=(sent,))
    }  # fmt: skip
    file = await fetched(made)
    assert faults(file) == []
    assert {"/H1", "/H2", "/L", "/LI"} <= {*tags(file)}
    said = said_in(file)
    expected = (
        " ".join(RESERVATION.split()), known.child_name, SAID, ATTACK, "Observasjon", "barnehageloven § 24",
        dates.exact(NOW), "Ansatt, Barnehagen", "Samtykker", known.consents[0].givers[0].person_name, BY_LAW.what,
        BY_LAW.legal_basis, dates.exact(NOW + timedelta(days=400)),
    )  # fmt: skip
    assert [words for words in expected if words not in said] == []


async def test_it_names_every_service_also_one_that_gives_nothing_and_none_by_its_code() -> None:
    made = world(ready=True)
    made.services.answers["read-access-part"] = lambda *_: case.AccessPart(child=CHILD, owner="ppt", items=(), seen=())
    said = said_in(await fetched(made))
    assert said.count("Ingenting å gi ut.") == 5
    named = (DIRECTORY.municipality().services[owner] for owner in ("barnehage", "helsestasjon", "ppt", "barnevern"))
    assert [name for name in named if name not in said] == []


async def test_nobody_gets_it_whom_a_service_refuses_nor_any_employee() -> None:
    made = world(ready=True)
    made.services.answers["read-access-part"] = refuse("AccessDenied", 403)
    async with made.as_person(INGRID) as visitor:
        refused = await visitor.get(FILE)
    async with made.as_person(KARI) as visitor:
        stranger = await visitor.get(FILE)
    assert (refused.status_code, stranger.status_code) == (404, 404)


async def test_what_is_too_long_to_print_is_read_on_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.portal.package.MOST_PRINTED", 1)
    made = world(ready=True)
    async with made.as_person(INGRID) as visitor:
        answer = await visitor.get(FILE)
        page = (await visitor.get(answer.headers["location"])).text
    assert (answer.status_code, "for langt til en PDF" in page, SAID in page) == (303, True, True)


async def test_the_pages_lead_to_it_once_it_is_ready() -> None:
    for ready in (True, False):
        async with world(ready=ready).as_person(INGRID) as visitor:
            assert (FILE in (await visitor.get(f"{HERE}/opplysninger")).text) is ready
    async with world(ready=True).as_person(INGRID) as visitor:
        assert FILE in (await visitor.get(f"{HERE}/innsyn/{REQUEST}")).text


def test_every_state_of_a_notice_has_words() -> None:
    assert set(notify.Delivery) == SENT.keys()
