"""A service let in a month after the log was opened, from that day on, takes part and never reads what was before."""

from datetime import timedelta

from shared.contracts import case
from shared.errors import RemoteRefused
from tests.e2e.world import EVALUATE_ON, TODAY, World, consented, joined, newcomer, opened, refused, world
from tests.servers import Installation
from tests.waiting import until

MONTH = timedelta(days=30)
OLD, NEW = "Gammel oppmerksomhet", "Leker mest alene"
OLDER_COPY = """
UPDATE facts SET body = convert_to(jsonb_set(told, '{at}', to_jsonb((told->>'at')::timestamptz - $2::interval))::text,
                                   'UTF8')
FROM (SELECT position, convert_from(body, 'UTF8')::jsonb AS told FROM facts WHERE child = $1 AND owner = 'familie') f
WHERE facts.position = f.position"""


async def test_it_takes_part_in_what_stands_and_reads_nothing_of_what_was(platform: Installation) -> None:
    async with world(platform) as w:
        child = await newcomer(platform, w, "Sena Senere", "Solveig Senere")
        await consented(w, child, "helsestasjon")
        log = await opened(w, child, OLD)
        await w.ask("Kari", case.ChangeAttention(stafettlogg=log, attention=NEW), "familie")
        agreeing = case.AgreeMeasure(
            stafettlogg=log, measure=f"m-{child.id}", title="Lekegruppe", responsible=w.people["Kari"].id,
            evaluate_on=EVALUATE_ON,
        )  # fmt: skip
        await w.ask("Kari", agreeing, "familie")
        await a_month_passes(platform, child.id)
        await consented(w, child, "ppt", expires_on=TODAY + timedelta(days=20))
        await joined(w, log, "Tor", "Tor Eide")
        seen = await w.read("Tor", log)
        assert (seen.child_name, seen.attention, seen.earlier_attention) == (child.name, NEW, ())
        assert [one.title for one in seen.measures] == ["Lekegruppe"]
        assert {"Kari Nes", "Tor Eide", "Solveig Senere"} == {one.person_name for one in seen.participants}
        assert {one.what for one in seen.entries} & {"stafettlogg.opened.v1", "stafettlogg.measure-agreed.v1"} == set()
        mine: case.Logs = await w.ask("Tor", case.MyLogs(seen=w.seen))
        assert [one.child_name for one in mine.logs if one.stafettlogg == log] == [child.name]
        await a_month_passes(platform, child.id)
        assert await refused(w.read("Tor", log)) == "AccessDenied"
        await consented(w, child, "ppt")  # and goes on from the day of its new consent
        await until(lambda: reads(w, "Tor", log))
        whole = await w.read("Solveig", log)
        assert [one.text for one in whole.earlier_attention] == [OLD]


async def a_month_passes(platform: Installation, child: str) -> None:
    """Over familie's log, and over PPT's copy of it; as only a superuser can."""
    familie, ppt = await platform.superuser("case_familie"), await platform.superuser("case_ppt")
    last = await familie.fetchval("SELECT max(position) FROM events WHERE child = $1", child)

    async def copied() -> bool:
        found = "SELECT max(source_position) FROM facts WHERE child = $1 AND owner = 'familie'"
        return bool(await ppt.fetchval(found, child) == last)

    await until(copied)
    await ppt.execute(OLDER_COPY, child, MONTH)
    await familie.execute("UPDATE events SET recorded_at = recorded_at - $2::interval WHERE child = $1", child, MONTH)
    await familie.close()
    await ppt.close()


async def reads(w: World, who: str, log: str) -> bool:
    try:
        return bool(await w.read(who, log))
    except RemoteRefused:
        return False
