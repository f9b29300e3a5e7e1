# `make` alone lists what can be done.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/
INSTALLED := $(VENV)/.installed
PORT ?= 8080
STATE ?= var
X_MOD := /usr/share/gocode

.DEFAULT_GOAL := help
.PHONY: help up reset parked check test canary stress api-trial tampering judge sizes bench texts screenshots lock signin-trial compose-trial containers-trial

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(INSTALLED)  ## run everything with demo data at PORT=8080 until Ctrl-C
	@exec $(RUN)python -m deploy --state $(STATE) up --port $(PORT)

reset: $(INSTALLED)  ## remove all local data, keys and logs
	@$(RUN)python -m deploy --state $(STATE) reset

parked: $(INSTALLED)  ## list messages that a reaction gave up on
	@$(RUN)python -m deploy --state $(STATE) parked

check: $(INSTALLED) sizes  ## the gates: format, lint, types, independence, architecture
	$(RUN)ruff format --check
	$(RUN)ruff check
	$(RUN)mypy
	$(RUN)lint-imports
	$(RUN)pytest tests/architecture

test: $(INSTALLED)  ## every test; STAFETT_TEST_SERVERS=containers uses official images
	$(RUN)pytest -n 3 --no-loadscope-reorder

canary: $(INSTALLED)  ## send unique words through everything that runs, search every byte kept, erase, and try every backup
	STAFETT_CANARY=whole $(RUN)pytest tests/integration/platform/test_unseen.py tests/integration/platform/test_whereabouts.py \
		tests/integration/platform/test_written_nowhere.py tests/e2e/test_erasure.py

stress: $(INSTALLED)  ## race writers, kills and readers on the event log for five minutes, live long in twin worlds, and with every right that ends
	STAFETT_STRESS_SECONDS=300 $(RUN)pytest tests/property/test_event_store.py
	STAFETT_TWIN_STEPS=200 $(RUN)pytest tests/e2e/test_twin_worlds.py
	STAFETT_RIGHTS="60 80" $(RUN)pytest tests/property/test_rights.py

api-trial: $(INSTALLED)  ## everything that the API's description allows, many times over, in every role
	STAFETT_API_EXAMPLES=25 $(RUN)pytest tests/e2e/test_api.py

tampering: $(INSTALLED)  ## a thousand changes of audit rows by a superuser, in the owner's database and in the audit service's
	STAFETT_TRIALS=1000 $(RUN)pytest tests/integration/audit/test_tampering.py tests/integration/audit/test_before_leaving.py

judge:  ## build STATE/dommer, which checks an audit log without our code (Debian: golang-go, golang-golang-x-mod-dev)
	@command -v go >/dev/null && test -d $(X_MOD)/src/golang.org/x/mod/sumdb || \
		{ echo "The judge needs Debian's golang-go and golang-golang-x-mod-dev: apt-get install golang-go golang-golang-x-mod-dev" >&2; exit 1; }
	@mkdir -p $(STATE)
	@cd deploy/judge && GO111MODULE=off GOPATH=$(X_MOD) CGO_ENABLED=0 go build -o $(abspath $(STATE))/dommer .

sizes:  ## lines of Python per folder, and the longest files
	@git ls-files '*.py' | xargs wc -l | awk '$$2 != "total" {split($$2, part, "/"); lines[part[1]] += $$1; files[part[1]]++} \
		END {for (name in lines) printf "  %-10s %6d lines in %3d files\n", name, lines[name], files[name]}' | sort
	@git ls-files '*.py' | xargs wc -l | sort -rn | awk '$$2 != "total" && shown < 5 {shown++; printf "  %4d %s\n", $$1, $$2}'

bench: $(INSTALLED)  ## measure what docs/performance.md promises
	$(RUN)python -m bench

screenshots: $(INSTALLED)  ## play the story in a browser and take the README's pictures
	$(RUN)python -m tests.browser.screenshots

texts: $(INSTALLED)  ## bring texts that are new in the code into the catalogues of services/portal/locale
	$(RUN)python -m services.portal.catalogues

lock: $(INSTALLED)  ## renew requirements.lock from pyproject.toml
	$(RUN)uv pip compile --quiet --upgrade --universal --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links \
		--no-header --output-file requirements.lock pyproject.toml

signin-trial: $(INSTALLED)  ## sign in and out in Chromium at npm oidc-provider (Debian: nodejs, npm)
	@npm install --silent --no-fund --no-audit --ignore-scripts --prefix $(STATE)/oidc-provider oidc-provider@9.13.3
	$(RUN)python -m tests.browser.signin_trial $(STATE)/oidc-provider

compose-trial:  ## really run docker-compose.yml, with a Docker engine of its own and stand-in images (root, Debian)
	deploy/trial/compose.sh

containers-trial: $(INSTALLED)  ## really run tests with STAFETT_TEST_SERVERS=containers, as above
	deploy/trial/containers.sh

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Stafett needs Python 3.11 or newer; say which: make PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@echo "Installing what requirements.lock names into $(VENV), once; a minute or two …"
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@touch $@
