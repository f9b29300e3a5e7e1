"""What the personvernombud sees of consents: where one is missing or ends, never what it says."""

from datetime import timedelta

from shared.contracts import case, consent
from tests.unit.portal.sample import NOW, SUNNIVA, TODAY
from tests.unit.portal.world import World


async def test_gaps_endings_and_missing_receipts_stand_with_the_service_and_lead_to_the_acts() -> None:
    world = World()
    world.services.answers |= {
        "read-consent-gaps": lambda *_: case.ConsentGaps(
            ending=(
                case.ConsentEnding(child="c-2", consent="k-2", service="ppt", expires_on=TODAY + timedelta(days=9)),
            ),
            gaps=(case.ConsentGap(child="c-1", stafettlogg="s-1", service="helsestasjon"),),
        ),
        "read-missing-receipts": lambda *_: consent.MissingReceipts(
            receipts=(consent.MissingReceipt(child="c-3", consent="k-3", service="barnehage", ended_at=NOW),)
        ),
    }
    async with world.as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll/samtykker")).text
    asked = [owner for request, owner, _ in world.services.asked if request.name == "read-consent-gaps"]
    assert asked == ["familie"]
    without, ending, receipts = page.split("<h2 ")[1:]
    assert all(("c-1" in without, "c-2" in ending, "om 9 dager" in ending, "c-3" in receipts))
    assert "/kontroll/sok?child=c-1" in without
