"""Who stands in an export, and as what: those who asked, answered and wrote it down, and none by name."""

import hashlib
from typing import Any

import orjson
import pytest

from services.consent.exports import fhir, receipt
from shared.contracts.common import Category
from shared.contracts.consent import How, Method
from tests.unit.consent import standards
from tests.unit.consent.exporting import exported
from tests.unit.consent.histories import ACTIVE, FATHERS_YES, PARTIAL, PPT, told
from tests.unit.consent.world import CHILD, FATHER, KOMMUNE, MOTHER, asked, both, teacher

SHEET = hashlib.sha256(b"a signed sheet").hexdigest()


def test_an_answer_on_paper_says_who_wrote_it_down() -> None:
    how = How(method=Method.PAPER, registered_by=teacher.id, evidence=SHEET)
    made = exported((*PARTIAL, told(PARTIAL, FATHERS_YES.model_copy(update={"how": how}))))
    event = receipt.receipt(made)["events"][-1]
    assert (event["entity_id"], event["method"], event["registered_by"]) == (FATHER, "paper", teacher.id)
    assert event["evidence_sha256"] == SHEET
    resource = fhir.resource(made)
    (sheet,) = resource["sourceReference"]
    assert sheet["identifier"]["value"] == SHEET
    checked = {one["verifiedWith"]["reference"]: one["verifiedBy"]["reference"] for one in resource["verification"]}
    assert checked[f"RelatedPerson/{FATHER}"] == f"Practitioner/{teacher.id}"
    assert checked[f"RelatedPerson/{MOTHER}"] == f"Organization/{KOMMUNE}"


def test_a_youth_who_answers_is_the_one_it_is_about() -> None:
    event = asked(PPT, "ppt", CHILD, MOTHER)
    made = exported((*both, event))
    assert {"reference": f"Patient/{CHILD}"} in fhir.resource(made)["grantor"]
    roles = {one["party_id"]: one["party_role"] for one in receipt.receipt(made)["party_identification"]}
    assert roles[CHILD] == "PII principal"


@pytest.mark.parametrize("make", [receipt.receipt, fhir.resource])
def test_nobody_is_named(make: Any) -> None:
    said = orjson.dumps(make(exported(ACTIVE))).decode()
    assert CHILD in said
    assert MOTHER in said
    for personal in ("Oppdiktet", *(event.birth_number for event in both if hasattr(event, "birth_number"))):
        assert personal not in said


def test_a_giver_is_asked_about_every_category_and_health_is_special() -> None:
    event = asked(PPT, "ppt", categories=(Category.NOTES, Category.HEALTH))
    read = standards.Receipt.model_validate(receipt.receipt(exported((*both, event))))
    found = {item.pii_type: item.special_pii_category for item in read.pii_processing.pii_information}
    assert found == {"notes": None, "health": True}
