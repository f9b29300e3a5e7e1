"""What leaves the service. Everything that is not here stays private; a contract takes the fields it names."""

from services.case.contribution.events import ContributionWritten
from services.case.stafettlogg import events
from services.case.stafettlogg.events import baton, closing, goals, level, measures, meetings, participation, voices
from shared.contracts import case
from shared.contracts.common import Fact

PUBLISHED: dict[str, type[Fact]] = {
    events.StafettloggOpened.type: case.StafettloggOpened,
    participation.ServiceInvited.type: case.ServiceInvited,
    participation.InvitationAccepted.type: case.InvitationAccepted,
    participation.InvitationDeclined.type: case.InvitationDeclined,
    participation.ParticipantLeft.type: case.ParticipantLeft,
    baton.BatonOffered.type: case.BatonOffered,
    baton.BatonPassed.type: case.BatonPassed,
    baton.BatonOfferEnded.type: case.BatonOfferEnded,
    measures.MeasureProposed.type: case.MeasureProposed,
    measures.MeasureAgreed.type: case.MeasureAgreed,
    measures.MeasureDeclined.type: case.MeasureDeclined,
    measures.MeasureEvaluated.type: case.MeasureEvaluated,
    measures.MeasureContinued.type: case.MeasureContinued,
    measures.MeasureChanged.type: case.MeasureChanged,
    measures.MeasureEnded.type: case.MeasureEnded,
    measures.EvaluationFellDue.type: case.EvaluationFellDue,
    measures.EvaluationOverdue.type: case.EvaluationOverdue,
    goals.AttentionChanged.type: case.AttentionChanged,
    goals.GoalAdded.type: case.GoalAdded,
    goals.GoalChanged.type: case.GoalChanged,
    goals.GoalEnded.type: case.GoalEnded,
    meetings.MeetingCalled.type: case.MeetingCalled,
    meetings.MeetingCancelled.type: case.MeetingCancelled,
    meetings.MeetingHeld.type: case.MeetingHeld,
    meetings.MinutesCorrected.type: case.MinutesCorrected,
    meetings.MinutesConfirmed.type: case.MinutesConfirmed,
    voices.VoiceAppointed.type: case.VoiceAppointed,
    voices.ChildHeard.type: case.ChildHeard,
    voices.Disagreed.type: case.Disagreed,
    level.LevelChanged.type: case.LevelChanged,
    level.IndividualPlanConsidered.type: case.IndividualPlanConsidered,
    level.LiftedToCoordination.type: case.LiftedToCoordination,
    level.AdviceRecorded.type: case.AdviceRecorded,
    closing.StafettloggClosed.type: case.StafettloggClosed,
    closing.ReopeningAsked.type: case.ReopeningAsked,
    closing.StafettloggReopened.type: case.StafettloggReopened,
    closing.TransitionOffered.type: case.TransitionOffered,
    ContributionWritten.type: case.ContributionWritten,
}
