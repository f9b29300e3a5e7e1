"""A parent sees who has looked, and asks why in one press."""

from shared.contracts import audit
from shared.contracts.common import Role
from tests.unit.portal.sample import CHILD, INGRID, NOW
from tests.unit.portal.world import World, sent

LOOK = "019ab000-0000-7000-8000-00000000000c"


def look(**said: object) -> audit.Look:
    usual = {
        "look": LOOK,
        "owner": "ppt",
        "role": Role.EMPLOYEE,
        "last_at": NOW,
        "times": 3,
        "rules": ("Fordi du sa ja.",),
    }
    return audit.Look.model_validate(usual | said)


async def test_a_parent_sees_service_role_time_and_why_and_no_person() -> None:
    world = World()
    world.services.answers["who-has-looked"] = lambda *_: audit.Looks(looks=(look(), look(asked=True)))
    async with world.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}/innsyn")).text
        first = (await visitor.get(f"/familie/{CHILD}")).text
        answer = await sent(world, visitor, f"/familie/{CHILD}/innsyn/{LOOK}")
    assert "Ansatt i PPT" in page
    assert "og 2 ganger til den dagen" in page
    assert "Fordi du sa ja." in page
    assert page.count(f"/innsyn/{LOOK}") == 1
    assert f"/familie/{CHILD}/innsyn" in first
    (asked,) = world.services.said("ask-explanation")
    assert (asked.child, asked.look) == (CHILD, LOOK)  # type: ignore[attr-defined]
    assert answer.headers["location"] == f"/familie/{CHILD}/innsyn"
