"""The request log keeps the newest calls, in memory and on disk, and no more."""

from pathlib import Path

from rehearsal.requests.entry import Effect, Entry, entry_from_line
from rehearsal.requests.log import RequestLog, read_log
from tests.rehearsal.full_disk import full_disk


def entry(number: int) -> Entry:
    return Entry(
        time=float(number),
        service="ecs",
        operation="ListClusters",
        region="us-east-1",
        caller="arn:aws:sts::123456789012:user/moto",
        effect=Effect.DONE,
        status=200,
        milliseconds=1.5,
    )


def test_an_entry_is_read_as_it_was_written() -> None:
    """Effects come back as effects."""
    assert entry_from_line(entry(1).to_line()) == entry(1)


def test_the_log_is_bounded_on_disk_and_loses_the_oldest(tmp_path: Path) -> None:
    """A rehearsal that runs for weeks does not fill the disk."""
    path = tmp_path / "requests.jsonl"
    log = RequestLog(path, limit=2_000)
    for number in range(100):
        log.add(entry(number))
    log.close()
    times = [kept.time for kept in read_log(path)]
    assert times == [float(number) for number in range(100 - len(times), 100)]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 2 * 2_000 + 500
    assert len(times) >= 8


def test_a_line_cut_short_by_a_kill_is_left_out(tmp_path: Path) -> None:
    """The log of a killed server is still readable, and so is what the next server adds to it."""
    path = tmp_path / "requests.jsonl"
    path.write_text(entry(1).to_line() + "\n" + entry(2).to_line()[:20], encoding="utf-8")
    log = RequestLog(path)
    log.add(entry(3))
    log.close()
    assert [1.0, 3.0] == [kept.time for kept in read_log(path)]


def test_a_full_disk_costs_lines_and_no_answers(tmp_path: Path) -> None:
    """A call that was carried out is answered; in memory it is noted all the same."""
    log = RequestLog(tmp_path / "requests.jsonl")
    log.add(entry(1))
    with full_disk(log.path.stat().st_size + 30):
        log.add(entry(2))
        log.add(entry(3))
    log.add(entry(4))
    log.close()
    assert [1.0, 4.0] == [kept.time for kept in read_log(log.path)]
    assert [1.0, 2.0, 3.0, 4.0] == [kept.time for kept in log.newest(10)]


def test_the_newest_calls_are_in_memory(tmp_path: Path) -> None:
    """The page of a person reads them from there."""
    log = RequestLog(tmp_path / "requests.jsonl")
    for number in range(5):
        log.add(entry(number))
    log.close()
    assert [3.0, 4.0] == [kept.time for kept in log.newest(2)]
