"""What the national form asks for before a report can be sent."""

import pytest

from services.case.report.complete import missing
from shared.contracts.case.form import Address, ChildPart, GuardianPart, ReportDraft, ReporterPart, Workplace

WHOLE = ReportDraft(
    reporter=ReporterPart(
        reporter_name="Lærer", position="barnehagelærer", phone="+47 400 00 000", email="laerer@eksempel.test",
        workplace=Workplace(workplace_name="Barnehagen", address=Address(lines=("Veien 1",))),
    ),
    children=(ChildPart(child_name="Barn", birth_number="14852274264", informed=True),),
    guardians=(GuardianPart(guardian_name="Mor", informed=False, why_not_informed="Fare for barnet"),),
    concern="Sagt", history="Før",
)  # fmt: skip


def test_a_whole_report_lacks_nothing() -> None:
    assert missing(WHOLE) == ()
    assert missing(WHOLE.model_copy(update={"district": "02"})) == ()


def test_an_empty_draft_lacks_what_the_form_asks_for() -> None:
    assert missing(ReportDraft()) == (
        "reporter-name", "reporter-position", "reporter-phone", "reporter-email", "reporter-workplace", "children",
        "guardians", "concern", "history",
    )  # fmt: skip


def test_of_each_person_it_asks_whether_they_were_told_and_why_not() -> None:
    draft = WHOLE.model_copy(
        update={
            "children": (ChildPart(child_name="Barn", birth_number="14852274264", informed=False), ChildPart()),
            "guardians": (GuardianPart(guardian_name="Mor"),),
        }
    )
    assert missing(draft) == (
        "children-1-why-not-informed", "children-2-name", "children-2-birth-number", "children-2-informed",
        "guardians-1-informed",
    )  # fmt: skip


def test_one_who_is_not_born_has_no_name_and_no_number() -> None:
    assert missing(WHOLE.model_copy(update={"children": (ChildPart(unborn=True, informed=True),)})) == ()


@pytest.mark.parametrize(
    ("field", "wrong"), [("phone", "ring meg"), ("phone", ""), ("email", "laerer"), ("email", "a@b")]
)
def test_a_phone_and_an_address_have_the_form_that_the_schema_asks_for(field: str, wrong: str) -> None:
    reporter = WHOLE.reporter.model_copy(update={field: wrong})
    assert missing(WHOLE.model_copy(update={"reporter": reporter})) == (f"reporter-{field}",)


def test_a_district_is_two_digits_or_none() -> None:
    assert missing(WHOLE.model_copy(update={"district": "2"})) == ("district",)
