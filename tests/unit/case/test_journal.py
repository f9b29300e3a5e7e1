"""What a participant tells that their service has copied into its own record."""

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import journal as ask
from services.case.stafettlogg.events.journal import RecordedInOwnJournal
from shared.contracts import case
from shared.errors import Unknown
from tests.unit.case.log import LOG, adviser, agreed, closed, invited, joined, nurse, opened, parent, spec

begun = (opened, invited, joined, agreed)
LAW = "Helsepersonelloven § 39"
record = ask.RecordUnder(
    command=case.RecordInOwnJournal(stafettlogg=LOG, item="c-1", basis="journalplikt"), readable=True, wording=LAW
)
recorded = RecordedInOwnJournal(item="c-1", person="adviser", owner="ppt", basis="journalplikt", wording=LAW)


def test_it_is_told_once_for_each_service() -> None:
    spec.given(*begun).when(record, by=adviser).then(recorded)
    spec.given(*begun, recorded).when(record, by=adviser).then()


def test_a_measure_is_recorded_too() -> None:
    command = record.command.model_copy(update={"item": "m1"})
    measure = record.model_copy(update={"command": command, "readable": False})
    spec.given(*begun).when(measure, by=adviser).then(recorded.model_copy(update={"item": "m1"}))


def test_nothing_is_recorded_that_the_person_cannot_read() -> None:
    spec.given(*begun).when(record.model_copy(update={"readable": False}), by=adviser).refused(Unknown)


def test_there_is_a_law_for_it() -> None:
    spec.given(*begun).when(record.model_copy(update={"wording": None}), by=adviser).refused(ask.NoSuchBasis)


def test_only_services_that_take_part_record() -> None:
    spec.given(*begun).when(record, by=parent).refused(asked.NotTakingPart)
    spec.given(*begun).when(record, by=nurse).refused(asked.NotTakingPart)


def test_a_closed_log_is_not_added_to() -> None:
    spec.given(*begun, closed).when(record, by=adviser).refused(asked.LogClosed)
