"""When a log goes to the archive, and when the live store may let go of it."""

from datetime import UTC, datetime

import pytest

from services.case.stafettlogg import asked
from services.case.stafettlogg.archiving import may_erase
from services.case.stafettlogg.asked import archive as ask
from services.case.stafettlogg.decider import DECIDER
from services.case.stafettlogg.events import StafettloggEvent
from services.case.stafettlogg.events import archive as a
from services.case.stafettlogg.events import closing as c
from shared.contracts import case
from shared.contracts.common import Actor
from tests.unit.case.log import LOG, adviser, closed, invited, joined, opened, parent, spec, teacher

begun = (opened, invited, joined)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
request = case.RequestArchive(stafettlogg=LOG)
at_closing = ask.ArchiveClosed(package="p-1")
requested = a.ArchiveRequested(package="p-1")
deposit = ask.MarkDeposited(package="p-1", receipt="k-1", deposited_at=AT, sha256="0" * 64)
deposited = a.ArchiveDeposited(package="p-1", receipt="k-1", deposited_at=AT, sha256="0" * 64)
fail = ask.MarkArchiveFailed(package="p-1", attempt=1)
failed = a.ArchiveFailed(package="p-1", attempt=1)
asked_back = c.ReopeningAsked(guardian="mother", reason="Likevel")
reopened = c.StafettloggReopened(holder="teacher", holder_owner="barnehage", holder_name="Lærer")


def test_a_closed_log_goes_to_the_archive() -> None:
    spec.given(*begun, closed).when(at_closing, by=parent).then(requested)


def test_a_log_that_was_reopened_at_once_does_not() -> None:
    spec.given(*begun, closed, asked_back, reopened).when(at_closing, by=parent).then()


@pytest.mark.parametrize("who", [teacher, parent], ids=lambda who: who.id)
@pytest.mark.parametrize("ending", [(), (closed,)], ids=["open", "closed"])
def test_the_holder_and_the_family_may_ask_for_it(who: Actor, ending: tuple[StafettloggEvent, ...]) -> None:
    (event,) = spec.given(*begun, *ending).when(request, by=who).events
    assert isinstance(event, a.ArchiveRequested)
    spec.given(*begun, *ending, event).when(request, by=who).then()


def test_others_may_not() -> None:
    spec.given(*begun).when(request, by=adviser).refused(asked.NotTheHolder)


def test_two_requests_never_share_a_package() -> None:
    packages = {str(spec.given(*begun).when(case.RequestArchive(stafettlogg=log), by=teacher).events) for log in "ab"}
    assert len(packages) == 2


def test_a_receipt_is_taken_once() -> None:
    spec.given(*begun, closed, requested).when(deposit, by=parent).then(deposited)
    spec.given(*begun, closed, requested, deposited).when(deposit, by=parent).then()
    spec.given(*begun, closed, requested, deposited).when(fail, by=parent).then()


def test_a_receipt_of_another_package_is_none() -> None:
    other = deposit.model_copy(update={"package": "p-2"})
    spec.given(*begun, closed, requested).when(other, by=parent).then()
    spec.given(*begun, closed).when(deposit, by=parent).then()


def test_a_failure_is_told_and_a_later_receipt_counts() -> None:
    spec.given(*begun, closed, requested).when(fail, by=parent).then(failed)
    spec.given(*begun, closed, requested, failed).when(deposit, by=parent).then(deposited)


@pytest.mark.parametrize(
    ("happened", "may"),
    [
        ((), False),
        ((closed,), False),
        ((closed, requested), False),
        ((closed, requested, failed), False),
        ((closed, requested, deposited), True),
        ((requested, deposited), False),
        ((requested, deposited, closed), False),  # what came after the package is not in the archive
        ((requested, closed, deposited), False),
        ((closed, requested, deposited, asked_back, reopened), False),
        ((closed, requested, deposited, asked_back, reopened, closed), False),
    ],
)
def test_only_what_the_archive_has_whole_may_be_erased(happened: tuple[StafettloggEvent, ...], may: bool) -> None:  # noqa: FBT001
    assert may_erase(DECIDER.fold([*begun, *happened])) is may
