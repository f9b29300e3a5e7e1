#!/usr/bin/env bash
# `docker compose up` for real: builds the image, starts everything, looks at the start page, restarts, looks again.
source "$(dirname "$0")/engine.sh"
address=http://127.0.0.1:8080
compose() { docker-compose --project-name stafett-trial "$@"; }

start_engine
make_stand_ins

say "docker compose build"
compose build portal &>"$work/compose-build.log"

say "docker compose up"
began=$SECONDS
compose up --detach --no-build
for step in demo stories; do
  if [[ $(docker wait "$(compose ps --quiet "$step")") != 0 ]]; then
    echo "$step ended badly" >&2
    exit 1
  fi
  echo "$step has ended after $((SECONDS - began)) s"
done

# As a browser does it, from outside the containers: the start page, then Kari's first page with a child of the demo.
look() {
  for _ in {1..60}; do
    curl --silent --fail --max-time 5 "$address/" >"$work/page" && break
    sleep 1
  done
  grep --quiet "Kari Nes" "$work/page"
  curl --silent --fail --location --cookie-jar "$work/jar" --header "Origin: $address" --data person=p-96021c38 \
    "$address/inn" >"$work/page"
  grep --quiet "Maja" "$work/page"
  echo "the start page answers, and Kari finds the children of the demo"
}
look

say "the national interface for reports answers a service that reports, and knows it by its credentials"
compose exec -T case-ppt python - <<'END'
import os
from pathlib import Path

import httpx

from services.case.report.fiks import Account

address = os.environ["STAFETT_FIKS"]
account = Account.model_validate_json(Path("/secrets/fiks.json").read_bytes())
assert account.maskinporten == f"{address}/token", account.maskinporten
assert httpx.get(f"{address}/readyz").status_code == 200
END

say "what runs, and as whom"
compose ps
for service in portal case-ppt; do
  compose exec -T "$service" python -c "import os; print('$service', 'runs as', os.getuid())"
done
if compose exec -T case-ppt python -c "open('/stafett/x', 'w')" 2>/dev/null; then
  echo "a container's own files can be written" >&2
  exit 1
fi

say "down, and up again with the same data"
compose down
compose up --detach --no-build
look
compose down --volumes
say "docker compose works"
