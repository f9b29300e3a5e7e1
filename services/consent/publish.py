"""What leaves the service. Who the family is stays here; a contract takes the fields it names."""

from services.consent import events
from services.consent.choices import events as choices
from services.consent.emergency import events as emergency
from services.consent.erasure import events as erasure
from services.consent.information import events as information
from services.consent.rights import events as rights
from shared.contracts import consent
from shared.contracts.common import Fact

PUBLISHED: dict[str, type[Fact]] = {
    events.GuardiansChanged.type: consent.GuardiansChanged,
    events.CareOrderBegan.type: consent.GuardiansChanged,  # who may come in, and not why
    events.CareOrderEnded.type: consent.GuardiansChanged,
    events.ProtectionChanged.type: consent.ProtectionChanged,
    events.ConsentAsked.type: consent.ConsentAsked,
    events.ConsentAnswered.type: consent.ConsentAnswered,
    events.ConsentActivated.type: consent.ConsentActivated,
    events.ConsentRefused.type: consent.ConsentRefused,
    events.ConsentWithdrawn.type: consent.ConsentWithdrawn,
    events.ConsentExpired.type: consent.ConsentExpired,
    events.ConsentLapsed.type: consent.ConsentLapsed,
    events.ConsentReviewDue.type: consent.ConsentReviewDue,
    events.ConsentReviewed.type: consent.ConsentReviewed,
    erasure.KeysDestroyed.type: consent.KeysDestroyed,
    erasure.ErasureReceiptMissing.type: consent.ErasureReceiptMissing,
    erasure.RetentionEnded.type: consent.RetentionEnded,
    information.InformationCame.type: consent.InformationAsked,
    information.InformationAnswered.type: consent.InformationDecided,
    rights.AccessAsked.type: consent.AccessAsked,
    rights.AccessExtended.type: consent.AccessExtended,
    rights.AccessReady.type: consent.AccessReady,
    rights.AccessOverdue.type: consent.AccessOverdue,
    rights.RightNews.type: consent.RightNews,
    choices.ChoicesChanged.type: consent.ChoicesChanged,
    emergency.EmergencyOpened.type: consent.EmergencyOpened,
    emergency.EmergencyReviewed.type: consent.EmergencyReviewed,
    emergency.EmergencyReviewMissed.type: consent.EmergencyReviewMissed,
}
