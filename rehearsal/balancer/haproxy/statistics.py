"""haproxy's `show stat`, read: requests on their way by server, and the answers it counted by backend."""

from dataclasses import dataclass

# `show stat`: every proxy, types 2 (backends) + 4 (servers), every server.
COMMAND = "show stat -1 6 -1"
_BACKEND = "BACKEND"


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers with 2XX of a backend since its process began, and the mean time of its newest ones."""

    answers: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """One look at one process."""

    active: dict[tuple[str, str], int]
    counted: dict[str, Counted]


def read_statistics(text: str) -> Statistics:
    """Read the table; its first line names the columns."""
    rows = [line.split(",") for line in text.splitlines() if line.strip()]
    if not rows:
        return Statistics({}, {})
    header = rows[0]
    proxy, server = header.index("# pxname"), header.index("svname")
    active, answers, mean = (header.index(name) for name in ("scur", "hrsp_2xx", "rtime"))
    sessions: dict[tuple[str, str], int] = {}
    counted: dict[str, Counted] = {}
    for row in rows[1:]:
        if row[server] == _BACKEND:
            counted[row[proxy]] = Counted(int(row[answers] or 0), int(row[mean] or 0) / 1000)
        else:
            sessions[row[proxy], row[server]] = int(row[active] or 0)
    return Statistics(sessions, counted)
