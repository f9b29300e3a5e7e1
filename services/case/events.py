"""Every event that can stand in an owner's log."""

from services.case.casework.events import CASEWORK, ENROLMENT, NOTE, PREPARATION
from services.case.contribution.events import CONTRIBUTION
from services.case.rights.events import ACCESS, RECTIFICATION, RESTRICTION
from services.case.stafettlogg.events import STAFETTLOGG
from shared.events import DomainEvent, Schema

EVERY: Schema[DomainEvent] = Schema.joined(
    (CASEWORK, ENROLMENT, NOTE, PREPARATION, CONTRIBUTION, STAFETTLOGG, ACCESS, RECTIFICATION, RESTRICTION)
)
