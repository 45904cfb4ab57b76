"""Output is cut into lines, bounded, and never lost in silence."""

import os
from time import monotonic, sleep

from rehearsal.ecs.runtime.output import LINES_KEPT, LONGEST_LINE, Pump, Tape


def texts(tape: Tape) -> list[str]:
    """What is on a tape."""
    return [line.text for line in tape.take()]


def test_lines_are_whole_however_they_arrive() -> None:
    tape = Tape()
    for piece in (b"on", b"e\ntw", b"o\r\nthr\xff"):
        tape.feed(piece)
    assert texts(tape) == ["one", "two"]
    tape.finish()
    assert texts(tape) == ["thr\ufffd"]


def test_an_endless_line_is_cut() -> None:
    tape = Tape()
    tape.feed(b"x" * (2 * LONGEST_LINE + 5))
    assert [len(text) for text in texts(tape)] == [LONGEST_LINE, LONGEST_LINE]


def test_too_many_lines_drop_the_oldest_and_say_so() -> None:
    tape = Tape()
    tape.feed(b"".join(b"%d\n" % number for number in range(LINES_KEPT + 7)))
    taken = texts(tape)
    assert taken[0] == "7"
    assert taken[-1].startswith("[7 lines dropped")
    assert texts(tape) == []


def test_the_pump_reads_many_pipes_to_their_ends() -> None:
    pump = Pump()
    pump.start()
    tapes = [Tape() for _ in range(5)]
    for number, tape in enumerate(tapes):
        reader, writer = os.pipe()
        pump.add(reader, tape)
        os.write(writer, b"hello %d" % number)
        os.close(writer)
    deadline = monotonic() + 10
    while not all(tape.lines for tape in tapes) and monotonic() < deadline:
        sleep(0.01)
    pump.stop()
    assert [texts(tape) for tape in tapes] == [[f"hello {number}"] for number in range(5)]
