"""Who leaves, or loses consent, never leaves the log without a holder: given / when / then."""

from services.case.stafettlogg import asked as of_log
from services.case.stafettlogg.asked import participation as joining
from services.case.stafettlogg.events import participation as p
from services.case.stafettlogg.events.closing import StafettloggClosed
from tests.unit.case.baton import THREE, absence, clock, ended, gone, leave, nurse, passed
from tests.unit.case.log import ALL, adviser, closed, invited, joined, mother, offered, opened, spec, teacher


def test_the_last_person_of_a_service_takes_it_along() -> None:
    spec.given(*THREE).when(leave(), by=nurse).then(gone("helsestasjon"))


def test_an_offer_to_somebody_who_leaves_ends() -> None:
    spec.given(*THREE, offered).when(leave(), by=adviser).then(ended("adviser", "left"), gone("ppt"))


def test_a_holder_who_leaves_hands_over_first() -> None:
    spec.given(*THREE).when(leave(), by=teacher).then(passed("teacher", "adviser", "left"), gone("barnehage"))


def test_a_holder_who_leaves_hands_over_to_whoever_was_asked() -> None:
    to_nurse = offered.model_copy(update={"to": "nurse"})
    spec.given(*THREE, to_nurse).when(leave(), by=teacher).then(passed("teacher", "nurse", "left"), gone("barnehage"))


def test_the_baton_goes_past_those_without_consent_and_those_away() -> None:
    spec.given(*THREE, offered).when(leave(ALL - {"ppt"}), by=teacher).then(
        ended("adviser", "left"), passed("teacher", "nurse", "left"), gone("barnehage")
    )
    spec.given(*THREE, absence("adviser")).when(leave(), by=teacher).then(
        passed("teacher", "nurse", "left"), gone("barnehage")
    )


def test_somebody_who_is_away_is_better_than_nobody() -> None:
    spec.given(opened, invited, joined, absence("adviser")).when(leave(), by=teacher).then(
        passed("teacher", "adviser", "left"), gone("barnehage")
    )


def test_the_last_who_could_hold_the_baton_closes_the_log_instead_of_leaving() -> None:
    spec.given(opened).when(leave(), by=teacher).refused(joining.NobodyToHold)
    spec.given(*THREE).when(leave(frozenset({"barnehage"})), by=teacher).refused(joining.NobodyToHold)


def test_who_does_not_take_part_cannot_leave() -> None:
    spec.given(opened).when(leave(), by=adviser).refused(of_log.NotTakingPart)


def test_a_baton_that_loses_its_consent_goes_past_services_that_lose_theirs_too() -> None:
    held = passed("teacher", "adviser", "accepted")
    both = joining.EndParticipation(owner="ppt", consented=ALL - {"ppt", "barnehage"})
    spec.given(*THREE, held).when(both, by=clock).then(
        passed("adviser", "nurse", "consent-ended"), p.ParticipantLeft(owner="ppt", because="consent-ended")
    )


def test_a_log_in_which_nobody_is_left_under_consent_closes() -> None:
    alone = joining.EndParticipation(owner="barnehage", consented=frozenset())
    spec.given(*THREE, offered).when(alone, by=clock).then(
        ended("adviser", "consent-ended"),
        StafettloggClosed(because="consent-ended", reason=None),
        p.ParticipantLeft(owner="barnehage", because="consent-ended"),
    )


def test_who_has_lost_foreldreansvar_is_no_longer_family_in_the_log() -> None:
    father = mother.model_copy(update={"person": "father", "relation": "father"})
    other = p.FamilyChanged(guardians=("father",), gone=("mother",), guardian_names=(father,))
    spec.given(opened).when(joining.SetFamily(guardians=(father,)), by=clock).then(other)
    spec.given(opened, other).when(joining.SetFamily(guardians=(father,)), by=clock).then()
    assert spec.given(opened, other).state.guardians == {"father"}


def test_a_closed_log_loses_them_too() -> None:
    nobody = p.FamilyChanged(guardians=(), gone=("mother",), guardian_names=())
    spec.given(opened, closed).when(joining.SetFamily(guardians=()), by=clock).then(nobody)
