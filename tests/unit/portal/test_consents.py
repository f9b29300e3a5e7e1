"""Consent as families meet it: what an answer changes before it is given, and their own copy of it."""

from datetime import timedelta

import pytest

from services.portal.consents import current, renewable, standing, waits_for_review
from shared.contracts import consent
from tests.unit.portal.consenting import FILM, HOW, NAMED, NURSERY, SHA, other, told
from tests.unit.portal.sample import CHILD, INGRID, KARI, MAREK, SOON, TODAY
from tests.unit.portal.world import World

# --- What stands ----------------------------------------------------------------------------------


def test_what_is_renewed_stands_beside_what_it_renews() -> None:
    fresh = other(NURSERY, consent="s-new", state=consent.State.PROPOSED)
    over = other(NURSERY, consent="s-old", state=consent.State.EXPIRED)
    assert current([fresh, NURSERY, over]) == (fresh, NURSERY)
    assert current([other(over, consent="s-newer"), over]) == (other(over, consent="s-newer"),)


def test_two_purposes_of_a_service_are_two_consents() -> None:
    assert current([FILM, NURSERY]) == (NURSERY, FILM)
    assert standing([FILM, NURSERY], "film", TODAY) == {"barnehage": FILM}


@pytest.mark.parametrize(("days", "may"), [(0, True), (1, False)])
def test_what_is_about_to_run_out_may_be_asked_for_anew(days: int, *, may: bool) -> None:
    item = other(NURSERY, renew_from=TODAY + timedelta(days=days))
    assert renewable(item, TODAY) == waits_for_review(item, TODAY) == may
    assert ("barnehage" in standing([item], "stafettlogg", TODAY)) == (not may)
    assert not renewable(other(item, state=consent.State.WITHDRAWN), TODAY)


# --- Before an answer -----------------------------------------------------------------------------


async def test_a_question_says_with_whom_how_far_back_by_what_law_and_what_a_yes_begins() -> None:
    world = World()
    told(world, other(NAMED, consent="s-ppt", service="ppt", partners=("barnehage",)), mine=("s-ppt",))
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}")).text
    (asked,) = world.services.said("preview-answer")
    assert (asked.consent, asked.answer) == ("s-ppt", consent.Said.YES)  # type: ignore[attr-defined]
    for words in (
        "Sier du ja, begynner PPT å dele med dere og barnehagen med en gang.",
        "Dere, og barnehagen når dere har sagt ja til dem også",
        "14. august 2025",
        "forvaltningsloven § 13 a nr. 1",
    ):
        assert words in page


async def test_a_yes_that_others_must_give_too_says_so() -> None:
    world = World()
    waiting = consent.Consequences(
        at_once=False, waits_for=(MAREK,), begins=(), ends=(), categories=(), covers_from=None, until=SOON, left=()
    )
    world.services.answers["preview-answer"] = lambda *_: waiting
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}")).text
    assert "venter vi på svar fra Marek Kowalski. Ingenting skjer før alle har sagt ja." in page


async def test_another_kind_of_yes_is_never_shown_as_sharing() -> None:
    world = World()
    told(world, FILM, mine=("s-film",))
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}")).text
    assert "Kan barnehagen filme til veiledning?" in page
    assert "Filmen deles ikke med andre tjenester." in page
    assert 'id="h-others"' in page
    assert 'id="h-see"' not in page


async def test_a_withdrawal_names_those_who_stop_sharing_and_those_who_stay() -> None:
    async with World().as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/trekk/s-barnehage")).text
    assert "Barnehagen slutter å dele med dere og helsestasjonen, begge veier." in page
    assert "Fortsatt med: helsestasjonen." in page


async def test_withdrawing_a_film_says_nothing_of_the_log() -> None:
    world = World()
    told(world, FILM)
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/trekk/s-film")).text
    assert "Barnehagen slutter å filme og sletter opptakene." in page
    assert "stafettpinnen" not in page
    assert "«Lekegruppe»" not in page


# --- The receipt ----------------------------------------------------------------------------------


async def test_a_receipt_says_it_all() -> None:
    world = World()
    told(world, NAMED)
    async with world.as_person(INGRID) as visitor:
        assert f'href="/familie/{CHILD}/samtykke/s-barnehage"' in (await visitor.get(f"/familie/{CHILD}")).text
        page = (await visitor.get(f"/familie/{CHILD}/samtykke/s-barnehage")).text
    for words in (
        "Kan barnehagen være med i stafettloggen?",
        "Barnehagen kan lese det PPT deler, og PPT kan lese det barnehagen deler.",
        "Barnehagen kan lese det helsestasjonen deler, og helsestasjonen kan lese det barnehagen deler.",
        "14. august 2025", "forvaltningsloven § 13 a nr. 1", NURSERY.text.partition("\n")[0], NAMED.text_sha256, SHA,
        "Ingrid Solheim", "på papir", "Skrevet ned av Kari Nes.", "stafettlogg-ppt-nb-1", "Kjeden er hel",
        "Det holder at én av dere trekker.",
    ):  # fmt: skip
        assert str(words) in page, words


async def test_a_receipt_says_what_a_yes_rests_on() -> None:
    world = World()
    how = HOW.model_copy(update={
        "said_freely": True, "child_heard": consent.ChildHeard(how=consent.Hearing.PLAY, by=KARI.id),
    })  # fmt: skip
    givers = (NAMED.givers[0].model_copy(update={"how": how}), NAMED.givers[1])
    rules = {"heard": consent.Heard.ALWAYS, "rule_version": "barnelova-1981.2026-08.sporres", "valid_from": TODAY}
    told(world, other(NAMED, givers=givers, **rules))
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/samtykke/s-barnehage")).text
    for words in (
        "Kjente rettighetene sine og svarte frivillig.", "Fikk barnet si hva det mener? Ja, gjennom lek eller tegning.",
        "da alle hadde sagt ja", "at det alltid skal spørres", "barnelova-1981.2026-08.sporres",
    ):  # fmt: skip
        assert words in page, words


async def test_a_broken_chain_is_not_called_whole() -> None:
    world = World()
    told(world, other(NAMED, whole=False))
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/samtykke/s-barnehage")).text
    assert "Kjeden er brutt" in page
    assert "Kjeden er hel" not in page


@pytest.mark.parametrize("form", ["iso-27560", "fhir-r5"])
async def test_a_giver_takes_a_copy_for_machines(form: str) -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        answer = await visitor.get(f"/familie/{CHILD}/samtykke/s-ppt/{form}.json")
    assert answer.json() == {"format": form}
    assert answer.headers["content-disposition"] == f'attachment; filename="samtykke-{form}.json"'
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["s-unknown", "s-ppt/pdf.json"])
async def test_there_is_no_receipt_of_nothing(address: str) -> None:
    async with World().as_person(INGRID) as visitor:
        assert (await visitor.get(f"/familie/{CHILD}/samtykke/{address}")).status_code == 404
