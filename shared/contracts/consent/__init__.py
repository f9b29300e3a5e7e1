"""What the consent service takes and tells.

People ask at `req.consent.consent.…`; a service asks at `req.consent.<its own owner>.…`, where NATS lets nobody else
publish.
"""

from shared.contracts.common import Fact, Request, defined_in
from shared.contracts.consent import (
    care,
    choices,
    emergency,
    erasure,
    exports,
    facts,
    information,
    nearness,
    purges,
    record,
    register,
    rights,
    services,
)
from shared.contracts.consent.base import *
from shared.contracts.consent.care import *
from shared.contracts.consent.choices import *
from shared.contracts.consent.emergency import *
from shared.contracts.consent.erasure import *
from shared.contracts.consent.exports import *
from shared.contracts.consent.facts import *
from shared.contracts.consent.information import *
from shared.contracts.consent.nearness import *
from shared.contracts.consent.purges import *
from shared.contracts.consent.record import *
from shared.contracts.consent.register import *
from shared.contracts.consent.rights import *
from shared.contracts.consent.services import *
from shared.contracts.consent.wordings import *

_MODULES = (
    register, record, exports, services, purges, facts, erasure, care, rights, information, emergency, nearness,
    choices,
)  # fmt: skip
REQUESTS: tuple[type[Request], ...] = defined_in(_MODULES, Request)
FACTS: tuple[type[Fact], ...] = defined_in(_MODULES, Fact)
