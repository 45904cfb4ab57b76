"""No event passes with a secret in it."""

from deploy.engine.events import Facts, PlanShown, Problem, Said, StepEnded
from deploy.engine.screen.discreet import DiscreetScreen
from deploy.engine.screen.recording import RecordingScreen
from deploy.errors import ExitCode
from deploy.model.secret import Secret

VALUE = "correct-horse-battery"


def test_texts_of_every_depth_are_freed_of_secrets_and_the_rest_stays() -> None:
    """Titles, lines, cells; numbers and codes are handed on."""
    Secret(VALUE)
    kept = RecordingScreen()
    screen = DiscreetScreen(kept)
    for event in (
        PlanShown(VALUE, ("a", VALUE)),
        Facts("t", ("c",), ((VALUE, "b"),)),
        Problem("some-error", VALUE, "why", "do", ExitCode.REFUSED),
        StepEnded("x", is_done=True, seconds=1.5, text=f"is {VALUE}"),
        Said("nothing", is_warning=True),
    ):
        screen.show(event)
    screen.close()

    assert [
        PlanShown("***", ("a", "***")),
        Facts("t", ("c",), (("***", "b"),)),
        Problem("some-error", "***", "why", "do", ExitCode.REFUSED),
        StepEnded("x", is_done=True, seconds=1.5, text="is ***"),
        Said("nothing", is_warning=True),
    ] == kept.events
    assert kept.is_closed
