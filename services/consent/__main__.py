from services.consent.app import build
from shared.service import run

run(build)
