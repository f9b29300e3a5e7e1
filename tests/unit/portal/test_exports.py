"""A log taken out with its proofs: the browser gets one file, whatever number of parts it came in."""

import io
import zipfile
from typing import Any

from shared.contracts import audit
from tests.unit.portal.sample import SUNNIVA
from tests.unit.portal.test_oversight import INVESTIGATION, finding, looking_into, overseen
from tests.unit.portal.world import World, refuse, sent

HERE = f"/kontroll/undersokelse/{INVESTIGATION}/uttrekk"


def exporting(answer: Any) -> World:
    world = World()
    world.services.answers["read-oversight"] = lambda *_: overseen(finding(), investigations=(looking_into(),))
    world.services.answers["export-log"] = answer
    return world


def part(request: audit.ExportLog, _: object) -> audit.ExportPart:
    file = audit.ExportedFile(path=f"tile/0/00{request.first}", content=bytes([request.first, 255]))
    return audit.ExportPart(files=(file,), size=9, next=None if request.first == 2 else request.first + 1)


async def test_the_parts_become_one_file_of_one_size() -> None:
    world = exporting(part)
    async with world.as_person(SUNNIVA) as visitor:
        answer = await sent(world, visitor, HERE, child="c-1", log="barnehage-2026")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert {name: file.read(name)[0] for name in file.namelist()} == {f"tile/0/00{n}": n for n in range(3)}
    assert answer.headers["content-disposition"] == 'attachment; filename="uttrekk-barnehage-2026.zip"'
    asked: list[Any] = world.services.said("export-log")
    assert [(one.size, one.first) for one in asked] == [(None, 0), (9, 1), (9, 2)]
    assert {(one.investigation, one.child, one.owner, one.year) for one in asked} == {
        (INVESTIGATION, "c-1", "barnehage", 2026)
    }


async def test_what_cannot_be_taken_out_is_said_on_the_same_page() -> None:
    world = exporting(refuse("NotWitnessed"))
    async with world.as_person(SUNNIVA) as visitor:
        early = await sent(world, visitor, HERE, child="c-1", log="barnehage-2026")
        wrong = await sent(world, visitor, HERE, child="Ola Nordmann", log="x")
    assert (early.status_code, "For få vitner har sett denne loggen" in early.text) == (422, True)
    assert (wrong.status_code, "attachment" in str(wrong.headers)) == (422, False)
