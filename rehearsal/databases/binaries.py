"""Where the database servers of this machine are, and which user may run them."""

import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "pg_basebackup", "pg_ctl", "postgres", "psql")


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as; PostgreSQL refuses root."""

    user: int
    group: int

    @property
    def differs(self) -> bool:
        """Whether it is someone else than this process."""
        return self.user != os.geteuid()


@dataclass(frozen=True, slots=True)
class PostgresTools:
    """One installed PostgreSQL."""

    folder: Path
    major: int
    account: Account

    def run(self, tool: str, *arguments: str, given: str = "") -> str:
        """Run one of its tools as its user; the answer is what it printed."""
        return run_as(self.account, [str(self.folder / tool), *arguments], given)


def run_as(account: Account, command: list[str], given: str = "") -> str:
    """Run a command as a user; the answer is what it printed."""
    done = subprocess.run(
        command,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        start_new_session=True,
        user=account.user if account.differs else None,
        group=account.group if account.differs else None,
        extra_groups=[] if account.differs else None,
        umask=0o077,
    )
    if done.returncode != 0:
        said = done.stderr.strip() or done.stdout.strip()
        raise ToolFailed(f"{command[0]} ended with {done.returncode}: {said}")
    return done.stdout


class ToolFailed(Exception):
    """A database tool ended in an error."""


def find_postgres() -> PostgresTools | None:
    """The newest whole PostgreSQL of this machine, or nothing."""
    account = unprivileged()
    folders = [folder for folder in _folders() if all((folder / tool).exists() for tool in NEEDED)]
    versions = sorted(((_major(folder), folder) for folder in folders), reverse=True)
    if account is None or not versions:
        return None
    return PostgresTools(versions[0][1], versions[0][0], account)


def find_redis() -> Path | None:
    """The redis-server of this machine, or nothing."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def unprivileged() -> Account | None:
    """The present user, or for root the user that PostgreSQL's package made, or nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return None


def _folders() -> list[Path]:
    named = os.environ.get("SWINGBRIDGE_POSTGRES_BIN", "")
    if named:
        return [Path(named)]
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    return found + sorted(DEBIAN.glob("*/bin"))


def _major(folder: Path) -> int:
    said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True)
    # postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0
