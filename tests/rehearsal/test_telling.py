"""A person reads a few lines of a rehearsal that runs."""

from rehearsal.state.file import State
from rehearsal.telling import told

STATE = State(
    1, "http://127.0.0.1:4566", "123456789012", "us-east-1", "server.log", "", {"registry": ":5"}, "process"
)


def test_it_says_where_it_answers_what_it_runs_and_what_to_type() -> None:
    """One fact a line; programs ask for --json."""
    assert [
        "the rehearsal answers at http://127.0.0.1:4566",
        "  account  123456789012, us-east-1",
        "  tasks    run as processes of this machine",
        "  registry :5",
        "  log      server.log",
        "  made     shop; inv deploy --env=local --app=shop deploys to it",
        "  look     inv rehearsal.open shows it live",
    ] == told(STATE, ["shop"]).splitlines()
