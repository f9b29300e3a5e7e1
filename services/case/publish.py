"""What leaves the service. Everything that is not here stays private; a contract takes the fields it names."""

from services.case.contribution.events import ContributionWritten
from services.case.stafettlogg import events
from services.case.stafettlogg.events import baton, measures, participation
from shared.contracts import case
from shared.contracts.common import Fact

PUBLISHED: dict[str, type[Fact]] = {
    events.StafettloggOpened.type: case.StafettloggOpened,
    participation.ServiceInvited.type: case.ServiceInvited,
    participation.InvitationAccepted.type: case.InvitationAccepted,
    participation.InvitationDeclined.type: case.InvitationDeclined,
    participation.ParticipantLeft.type: case.ParticipantLeft,
    measures.MeasureAgreed.type: case.MeasureAgreed,
    measures.EvaluationFellDue.type: case.EvaluationFellDue,
    baton.BatonOffered.type: case.BatonOffered,
    baton.BatonPassed.type: case.BatonPassed,
    baton.BatonOfferEnded.type: case.BatonOfferEnded,
    events.StafettloggClosed.type: case.StafettloggClosed,
    ContributionWritten.type: case.ContributionWritten,
}
