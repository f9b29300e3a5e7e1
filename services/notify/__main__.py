"""`python -m services.notify`: who should hear, and the mail that tells them."""

from services.notify.app import build
from shared.service import run

run(build)
