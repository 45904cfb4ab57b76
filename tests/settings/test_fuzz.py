"""Two thousand spoilt settings end in an answer, never in a traceback, a hang or an unreadable text."""

from bench.settings_fuzz import run


def test_two_thousand_spoilt_settings() -> None:
    """The large run is `python -m bench.settings_fuzz`; the seed here is another one."""
    score = run(2000, seed=7)

    assert ([], [], []) == (score.tracebacks, score.slow, score.poor_texts)
    assert 2000 == score.accepted + score.refused.total()
    assert 20 < score.accepted
    assert 8 <= len(score.refused)
