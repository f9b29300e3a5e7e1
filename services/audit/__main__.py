"""`python -m services.audit`: who did or saw what, gathered from every owner."""

from services.audit.app import build
from shared.service import run

run(build)
