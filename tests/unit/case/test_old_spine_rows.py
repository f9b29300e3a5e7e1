"""Rows of the spine as they were stored before goals, homes and days of grace, read as today."""

from datetime import date

import orjson
import pytest

from services.case.events import EVERY
from services.case.stafettlogg.events import StafettloggEvent, StafettloggOpened
from services.case.stafettlogg.events import baton as b
from services.case.stafettlogg.events import level as lv
from services.case.stafettlogg.events import measures as m
from shared.contracts.case import Guardian
from tests.unit.shared.rows import row

OLD: dict[str, tuple[bytes, bytes | None, StafettloggEvent]] = {
    "stafettlogg-opened": (
        b'{"child":"c-1","opener":"p-1","opener_owner":"barnehage","guardians":["p-2"],"level":2}',
        '{"child_name":"Barn","opener_name":"Lærer","guardian_names":[{"person":"p-2","person_name":"Mor",'
        '"relation":"mother"}],"attention":"Språk","goal":"Lek"}'.encode(),
        StafettloggOpened(
            child="c-1", opener="p-1", opener_owner="barnehage", guardians=("p-2",), level=2, child_name="Barn",
            opener_name="Lærer", guardian_names=(Guardian(person="p-2", person_name="Mor", relation="mother"),),
            attention="Språk", goal="Lek",
        ),
    ),
    "measure-agreed": (
        b'{"measure":"m-1","responsible":"p-1","evaluate_on":"2027-01-15"}',
        b'{"title":"Lekegruppe","description":null}',
        m.MeasureAgreed(
            measure="m-1", responsible="p-1", evaluate_on=date(2027, 1, 15), goal=None, bank=None, at_home=False,
            meeting=None, title="Lekegruppe", description=None,
        ),
    ),
    "measure-proposed": (
        b'{"measure":"m-1","goal":null,"bank":null,"at_home":true}',
        b'{"title":"Lese sammen","description":null}',
        m.MeasureProposed(measure="m-1", by=None, at_home=True, title="Lese sammen", description=None),
    ),
    "evaluation-fell-due": (
        b'{"measure":"m-1","responsible":"p-1"}', None,
        m.EvaluationFellDue(measure="m-1", responsible="p-1", evaluate_on=None, overdue_on=None),
    ),
    "lifted-to-coordination": (
        b'{"lift":"l-1","to":"ppt","anonymous":true}', b'{"question":"Hva"}',
        lv.LiftedToCoordination(lift="l-1", to="ppt", anonymous=True, question="Hva"),
    ),
    "advice-recorded": (
        b'{"lift":"l-1"}', b'{"advice":"Slik"}', lv.AdviceRecorded(lift="l-1", asker=None, advice="Slik"),
    ),
    "baton-offered": (
        b'{"giver":"p-1","to":"p-3"}', None, b.BatonOffered(giver="p-1", to="p-3", offer=None, answer_by=None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OLD)
def test_a_row_of_the_first_version_is_read_as_today(kind: str) -> None:
    data, sealed, expected = OLD[kind]
    assert EVERY.read(row(kind, 1, data), orjson.loads(sealed) if sealed else None) == expected
