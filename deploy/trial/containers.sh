#!/usr/bin/env bash
# Tests with STAFETT_TEST_SERVERS=containers for real. Arguments go to pytest; without any: what uses the servers most.
source "$(dirname "$0")/engine.sh"
start_engine
make_stand_ins

say "pytest, on containers"
(($#)) || set -- tests/integration/deploy
# Ryuk only removes containers of a run that was killed; here the whole engine goes away.
TESTCONTAINERS_RYUK_DISABLED=true STAFETT_TEST_SERVERS=containers .venv/bin/pytest "$@"
