from services.consent.app import build
from shared.node import run

run(build)
