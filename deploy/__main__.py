"""Run the platform on this machine, prepare it in containers, and look after it."""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

import orjson

from deploy import containers, local, parked, postgres
from deploy.process import ROOT, FailedToStart

# In a state folder; the rest is not ours.
OURS = ("identities", "postgres", "nats", "log", "mail", "archive", "fagsystem", "demo-is-loaded", "demo-is-told")


def main() -> int:
    told = _arguments()
    try:
        return int(told.run(told) or 0)
    except FailedToStart as failure:
        print(failure)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy", description=__doc__)
    parser.add_argument("--state", type=Path, default=ROOT / "var", help="the folder that holds everything (var)")
    parser.add_argument("--identities", type=Path, help="the folder of all credentials (STATE/identities)")
    parser.add_argument("--nats", help="the NATS server's address (the one that runs with STATE)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _local_commands(commands)
    _container_commands(commands)
    return parser.parse_args()


def _local_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up = commands.add_parser("up", help="start everything, with the demo municipality, until Ctrl-C")
    up.add_argument("--port", type=int, default=8080, help="preferred port of the portal (8080)")
    up.set_defaults(run=lambda told: local.up(told.state, told.port))

    commands.add_parser("reset", help="remove all local data, keys and logs").set_defaults(run=_reset)

    stuck = commands.add_parser("parked", help="list messages that a reaction gave up on")
    stuck.set_defaults(run=lambda told: asyncio.run(parked.show(_nats(told), _secrets(told))))
    again = stuck.add_subparsers().add_parser("redrive", help="send some to their reaction once more")
    again.add_argument("which", nargs="+", help="numbers from the list, or `all`")
    again.set_defaults(run=lambda told: asyncio.run(parked.redrive(_nats(told), _secrets(told), told.which)))


def _container_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    make = commands.add_parser("identities", help="make credentials and the NATS server's configuration")
    make.add_argument("--nats-conf", type=Path, required=True)
    make.set_defaults(run=lambda told: containers.make_identities(_secrets(told), told.nats_conf))

    provision = commands.add_parser("provision", help="databases, roles, migrations, streams and durables")
    provision.add_argument("--postgres", required=True, metavar="HOST:PORT")
    provision.set_defaults(
        run=lambda told: asyncio.run(containers.provision(_secrets(told), told.postgres, _nats(told)))
    )

    demo = commands.add_parser("demo", help="load the demo municipality's people; settings from STAFETT_*")
    demo.set_defaults(run=lambda _: asyncio.run(containers.load_demo()))
    told = commands.add_parser("stories", help="let the demo's people live a little; settings from STAFETT_*")
    told.set_defaults(run=lambda _: asyncio.run(containers.tell_stories()))


def _secrets(told: argparse.Namespace) -> Path:
    return Path(told.identities or told.state / "identities")


def _nats(told: argparse.Namespace) -> str:
    if told.nats:
        return str(told.nats)
    try:
        port = orjson.loads((told.state / "nats" / "nats.conf").read_bytes())["port"]
    except FileNotFoundError as error:
        raise FailedToStart("nothing has run with this state folder; see --state and --nats") from error
    return f"nats://127.0.0.1:{port}"


def _reset(told: argparse.Namespace) -> int:
    with local.alone(told.state) as only_one:
        if not only_one:
            print("Stafett runs; stop it first.")
            return 1
        shutil.rmtree(postgres.home(told.state), ignore_errors=True)
        for path in (told.state / name for name in OURS):
            path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    print("All local data, keys and logs are gone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
