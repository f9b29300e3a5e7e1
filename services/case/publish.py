"""What leaves the service. Everything that is not here stays private; a contract takes the fields it names."""

from services.case.contribution.events import ContributionWritten
from services.case.stafettlogg import events
from services.case.stafettlogg.events import measures
from shared.contracts import case
from shared.contracts.common import Fact

PUBLISHED: dict[str, type[Fact]] = {
    events.StafettloggOpened.type: case.StafettloggOpened,
    events.ServiceInvited.type: case.ServiceInvited,
    events.InvitationAccepted.type: case.InvitationAccepted,
    events.InvitationDeclined.type: case.InvitationDeclined,
    events.ParticipantLeft.type: case.ParticipantLeft,
    measures.MeasureAgreed.type: case.MeasureAgreed,
    measures.EvaluationFellDue.type: case.EvaluationFellDue,
    events.BatonOffered.type: case.BatonOffered,
    events.BatonPassed.type: case.BatonPassed,
    events.BatonOfferEnded.type: case.BatonOfferEnded,
    events.StafettloggClosed.type: case.StafettloggClosed,
    ContributionWritten.type: case.ContributionWritten,
}
