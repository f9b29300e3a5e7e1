"""How long barnevernet has is the municipality's to say, within the law."""

from deploy.system import MUNICIPALITIES
from services.case.report.clocks import Clocks
from shared.municipality import Deadlines, load

FJORDVIK = load(MUNICIPALITIES)["4999"]


def test_the_clocks_of_a_report_follow_the_municipality() -> None:
    assert Clocks.of(FJORDVIK) == Clocks(assessment=7, feedback=21, investigation=92, closing=21)
    own = Deadlines(
        report_assessment_days=6, report_feedback_days=14, report_investigation_days=180, report_closing_days=20
    )
    assert Clocks.of(FJORDVIK.model_copy(update={"deadlines": own})) == Clocks(6, 14, 180, 20)
