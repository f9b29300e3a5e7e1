"""What every service writes into the audit log, and what may be asked of it."""

from shared.contracts.audit import breaches, exports, looks, months, oversight, search, units
from shared.contracts.audit.breaches import *
from shared.contracts.audit.exports import *
from shared.contracts.audit.looks import *
from shared.contracts.audit.months import *
from shared.contracts.audit.oversight import *
from shared.contracts.audit.row import *
from shared.contracts.audit.search import *
from shared.contracts.audit.units import *
from shared.contracts.common import Request, defined_in

REQUESTS: tuple[type[Request], ...] = defined_in((search, oversight, looks, exports, months, breaches, units), Request)
