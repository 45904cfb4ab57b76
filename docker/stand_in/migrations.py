"""A chain of two migrations, each in one transaction, kept in the table that Alembic keeps.

DATABASE_URL is `sqlite:///path` or `postgresql://...`; the latter goes through `psql`, with the password in
the environment alone.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

CHAIN: Mapping[str, str] = {
    "0001": "CREATE TABLE documents (id integer PRIMARY KEY, title text)",
    "0002": "ALTER TABLE documents ADD COLUMN summary text",
}
_TABLE = "CREATE TABLE IF NOT EXISTS alembic_version (version_num varchar(32) NOT NULL)"
_READ = "SELECT version_num FROM alembic_version"
Run = Callable[[str], str]
"""Runs statements in one transaction and gives the first value of the last one."""


def migrate() -> int:
    """Bring the database to the newest revision; running it again changes nothing."""
    run = _database()
    now = run(f"{_TABLE}; {_READ}")
    for revision, change in CHAIN.items():
        if revision > now:
            note = f"DELETE FROM alembic_version; INSERT INTO alembic_version VALUES ('{revision}')"  # noqa: S608 - ours
            run(f"{change}; {note}")
            print(f"migrated to {revision}", flush=True)  # noqa: T201 - its log
    return 0


def show_revision() -> int:
    """Print the revision that the database is at."""
    print(_database()(f"{_TABLE}; {_READ}") or "none")  # noqa: T201 - its answer
    return 0


def _database() -> Run:
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("sqlite:///"):
        return lambda statements: _in_sqlite(url.removeprefix("sqlite:///"), statements)
    if url.startswith(("postgresql://", "postgres://")):
        return lambda statements: _in_postgres(url, statements)
    raise SystemExit("stand_in: DATABASE_URL is neither sqlite:///... nor postgresql://...")


def _in_sqlite(path: str, statements: str) -> str:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        rows = [connection.execute(statement).fetchone() for statement in statements.split(";")]
        connection.execute("COMMIT")
    finally:
        connection.close()
    return str(rows[-1][0]) if rows[-1] else ""


def _in_postgres(url: str, statements: str) -> str:
    """Run `psql`; what fails there fails here, with its own words."""
    program = shutil.which("psql")
    if program is None:
        raise SystemExit("stand_in: psql is not installed, so PostgreSQL cannot be migrated")
    parts = urlsplit(url)
    place = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": parts.path.lstrip("/"),
    }
    options = ("-X", "-q", "-t", "-A", "-1", "-v", "ON_ERROR_STOP=1", "-c", statements)
    done = subprocess.run(
        [program, *options],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        print(done.stderr, file=sys.stderr)  # noqa: T201 - its log
        raise SystemExit(1)
    return done.stdout.strip()
