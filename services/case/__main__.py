from services.case.app import build
from shared.node import run

run(build)
