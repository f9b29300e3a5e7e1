"""What the case service takes and tells. One code, run once per owner: `req.case.<owner>.…`, `evt.<kommune>.<owner>.…`.

Private casework (undring, samtale, decision) is asked of the employee's own owner, the shared spine (stafettlogg)
always of `familie`, a contribution of the writer's own owner.
"""

from shared.contracts.case import (
    archive,
    attachments,
    baton,
    casework,
    clocks,
    closing,
    consultation,
    contribution,
    conversation,
    desk,
    facts,
    goals,
    guide,
    journal,
    level,
    level_one,
    measures,
    meetings,
    participation,
    reach,
    reading,
    rectification,
    report,
    restating,
    restriction,
    rights,
    stafettlogg,
    tasks,
    voices,
)
from shared.contracts.case.archive import *
from shared.contracts.case.attachments import *
from shared.contracts.case.base import *
from shared.contracts.case.baton import *
from shared.contracts.case.casework import *
from shared.contracts.case.clocks import *
from shared.contracts.case.closing import *
from shared.contracts.case.contribution import *
from shared.contracts.case.conversation import *
from shared.contracts.case.desk import *
from shared.contracts.case.effect import *
from shared.contracts.case.facts import *
from shared.contracts.case.goals import *
from shared.contracts.case.guide import *
from shared.contracts.case.journal import *
from shared.contracts.case.level import *
from shared.contracts.case.level_one import *
from shared.contracts.case.measures import *
from shared.contracts.case.meetings import *
from shared.contracts.case.participation import *
from shared.contracts.case.reach import *
from shared.contracts.case.reading import *
from shared.contracts.case.rectification import *
from shared.contracts.case.restating import *
from shared.contracts.case.restriction import *
from shared.contracts.case.rights import *
from shared.contracts.case.stafettlogg import *
from shared.contracts.case.tasks import *
from shared.contracts.case.texts import *
from shared.contracts.case.views import *
from shared.contracts.case.voices import *
from shared.contracts.common import Fact, Request, defined_in

_MODULES = (
    casework,
    conversation,
    level_one,
    desk,
    stafettlogg,
    baton,
    participation,
    measures,
    goals,
    meetings,
    voices,
    level,
    closing,
    journal,
    archive,
    report,
    consultation,
    contribution,
    attachments,
    rights,
    rectification,
    restriction,
    reach,
    reading,
    tasks,
    guide,
    restating,
    clocks,
    facts,
)
REQUESTS: tuple[type[Request], ...] = defined_in(_MODULES, Request)
FACTS: tuple[type[Fact], ...] = defined_in(_MODULES, Fact)
