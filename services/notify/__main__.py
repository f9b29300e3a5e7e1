"""`python -m services.notify`: who should hear, and the mail that tells them."""

from services.notify.app import build
from shared.node import run

run(build)
