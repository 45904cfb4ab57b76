"""One PostgreSQL server on disk: made, started, stopped, copied and recovered."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

from rehearsal.databases.binaries import Account, PostgresTools, ToolFailed

COPY = "/bin/cp"
TOUCH = "/usr/bin/touch"
ARCHIVED_WITHIN = 20.0
OPEN_WITHIN = 60.0
MAKING_THE_TEMPLATE = Lock()
# The role that RDS keeps for itself, too.
ADMIN = "rdsadmin"
# Local sockets lie in a folder that only the server's own user can enter; everybody else needs a password.
ACCESS = f"local all {ADMIN} trust\nhost all all 127.0.0.0/8 scram-sha-256\nlocal replication {ADMIN} trust\n"
SETTINGS = {
    "archive_mode": "on",
    "dynamic_shared_memory_type": "posix",
    # A rehearsal may lose its last second when the machine itself dies.
    "fsync": "off",
    "log_line_prefix": "%m ",
    "max_connections": "100",
    "shared_buffers": "32MB",
    "wal_level": "replica",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server in `folder`, answering at `address` and `port`; all methods wait until it is so."""

    tools: PostgresTools
    folder: Path
    address: str
    port: int

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.folder / "data"

    @property
    def archive(self) -> Path:
        """Where finished write-ahead log goes."""
        return self.folder / "wal"

    @property
    def _sockets(self) -> Path:
        # Outside the data directory: a base backup would copy the socket's lock.
        return self.folder / "sockets"

    def make(self, template: Path) -> None:
        """Make an empty server; the first one also makes the template of all others."""
        with MAKING_THE_TEMPLATE:
            self._make_template(template)
        self._take(template)

    def _make_template(self, template: Path) -> None:
        if not template.exists():
            half = template.with_suffix(".half")
            shutil.rmtree(half, ignore_errors=True)
            options = ("--username", ADMIN, "--auth", "scram-sha-256", "--auth-local", "trust")
            self.tools.run("initdb", "-D", str(half), "--no-sync", "--wal-segsize=1", "-E", "UTF8", *options)
            half.replace(template)

    def start(self) -> None:
        """Start it, unless it runs."""
        if self.runs:
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        log = str(self.folder / "log")
        self.tools.run("pg_ctl", "start", "-w", "-s", "-t", "60", "-D", str(self.data), "-l", log)
        self._wait_until_open()

    def _wait_until_open(self) -> None:
        """Wait for the first answer: to pg_ctl a server that still replays its log has started."""
        deadline = monotonic() + OPEN_WITHIN
        while True:
            try:
                self.sql("SELECT 1;")
            except ToolFailed:
                if monotonic() > deadline:
                    raise
                sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it, cutting its connections."""
        self._stop("fast")

    def _stop(self, mode: str) -> None:
        if self.runs:
            self.tools.run("pg_ctl", "stop", "-w", "-s", "-m", mode, "-D", str(self.data))

    @property
    def runs(self) -> bool:
        """Whether it runs."""
        try:
            self.tools.run("pg_ctl", "status", "-D", str(self.data))
        except ToolFailed:
            return False
        return True

    def configure(self, parameters: dict[str, str]) -> None:
        """Write its settings; a running server takes the dynamic ones at once."""
        lines = {
            **SETTINGS,
            "listen_addresses": self.address,
            "port": str(self.port),
            "unix_socket_directories": str(self._sockets),
            # Safe to repeat: an archiver that was killed tries the same file again.
            "archive_command": f'cp "%p" "{self.archive}/%f"',
            **parameters,
        }
        text = "".join(name + " = " + quoted(value, "'") + "\n" for name, value in lines.items())
        (self.data / "postgresql.auto.conf").write_text(text, encoding="utf-8")
        (self.data / "pg_hba.conf").write_text(ACCESS, encoding="utf-8")
        if self.runs:
            self.tools.run("pg_ctl", "reload", "-s", "-D", str(self.data))

    def sql(self, text: str, database: str = "postgres") -> str:
        """Run statements as the administrator, given by standard input: arguments can be read by others."""
        where = ("-h", str(self._sockets), "-p", str(self.port), "-U", ADMIN, "-d", database)
        return self.tools.run("psql", *where, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", given=text)

    def set_password(self, role: str, password: str) -> None:
        """Give the master user its password; make the user first where it is not there."""
        name, text, secret = quoted(role, '"'), quoted(role, "'"), quoted(password, "'")
        known = self.sql(f"SELECT FROM pg_roles WHERE rolname = {text};\n\\echo :ROW_COUNT")
        if known.strip() == "0":
            self.sql(f"CREATE ROLE {name} LOGIN CREATEDB CREATEROLE IN ROLE pg_monitor, pg_signal_backend;")
        self.sql(f"ALTER ROLE {name} PASSWORD {secret};")

    def make_database(self, name: str, owner: str) -> None:
        """Make the database of the instance."""
        database, role = quoted(name, '"'), quoted(owner, '"')
        self.sql(f"CREATE DATABASE {database} OWNER {role};")

    def copy_to(self, copy: Path) -> None:
        """Take a whole copy of the running server."""
        where = ("-h", str(self._sockets), "-p", str(self.port), "-U", ADMIN)
        self.tools.run("pg_basebackup", *where, "-D", str(copy), "-c", "fast", "-X", "fetch", "--no-sync")

    def begin_from(self, copy: Path) -> None:
        """Begin as a copy of another server."""
        self._take(copy)

    def archive_to_now(self) -> None:
        """Let the archive reach to now: a recovery that finds no commit after its moment refuses to end."""
        self.sql("SELECT pg_current_xact_id();")  # a transaction that has a number leaves a commit behind
        last = self.archive / self.sql("SELECT pg_walfile_name(pg_switch_wal());").strip()
        deadline = monotonic() + ARCHIVED_WITHIN
        while not last.exists():
            if monotonic() > deadline:
                raise ToolFailed(f"the write-ahead log {last.name} was not archived")
            sleep(0.05)

    def recover(self, archive: Path, until: datetime | None) -> None:
        """Let the next start replay an archive to a moment, or to its end, and then open for writes."""
        # Closed while it replays: a reader must not take a half-replayed server for the finished one.
        lines = "hot_standby = 'off'\nrecovery_target_action = 'promote'\n"
        lines += f'restore_command = \'cp "{archive}/%f" "%p"\'\n'
        if until is not None:
            lines += f"recovery_target_time = '{until.isoformat(sep=' ')}+00'\n"
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write(lines)
        self.tools.run(TOUCH, str(self.data / "recovery.signal"))

    def remove(self) -> None:
        """Stop it and remove everything of it."""
        self._stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _take(self, source: Path) -> None:
        for folder in (self.folder, self.archive, self._sockets):
            own_folder(folder, self.tools.account)
        self.tools.run(COPY, "-a", str(source), str(self.data))


def own_folder(folder: Path, account: Account) -> None:
    """Make a folder that only the servers' user can enter."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account.differs:
        shutil.chown(folder, account.user, account.group)


def quoted(text: str, mark: str) -> str:
    """A name or a string as SQL has it."""
    return mark + text.replace(mark, mark * 2) + mark
