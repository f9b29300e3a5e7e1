from services.case.app import build
from shared.service import run

run(build)
