"""How a tool that is there can still give no answer."""

from deploy.errors import Reverted

NO_REPORT = (ValueError, KeyError, TypeError, AttributeError)
"""What reading a report raises that is none, or of another form."""


def failed(tool: str, why: str) -> Reverted:
    """A tool that ran, and did not come to its end."""
    return Reverted(
        "scanner-failed",
        what=f"{tool} could not examine the image",
        why=why,
        do="its own words are above; without its answer nothing is passed",
    )


def unreadable(tool: str, error: Exception) -> Reverted:
    """A report that is no report."""
    return failed(tool, f"its report cannot be read: {type(error).__name__}: {error}")
