"""The hour and the approval."""

import pytest

from deploy.connectors.identity.memory import MemoryApproval
from deploy.settings.schema import Approvals
from deploy.tasks.preflight.hours import against_hour, against_missing_approval
from tests.tasks.preflight.houses import NOW


@pytest.mark.parametrize(
    ("windows", "opens"),
    [
        ((), None),
        (("fri 09:00-11:00",), None),
        (("mon-thu 07:00-15:00", "fri 09:00-11:00"), None),
        (("fri 12:00-13:00",), "Fri 2026-11-20 12:00 UTC"),
        (("wed 08:00-09:00", "mon-tue 08:00-09:00"), "Mon 2026-11-23 08:00 UTC"),
    ],
)
def test_outside_all_windows_the_next_one_is_told(windows: tuple[str, ...], opens: str | None) -> None:
    """It is Friday, 10:00 UTC."""
    found = against_hour(Approvals(windows=windows), NOW)

    assert (None if opens is None else True) == (found and opens is not None and opens in found.why)


@pytest.mark.parametrize(
    ("approvers", "approved", "is_fine"),
    [
        (None, "", True),
        ("ann", "production", True),
        ("ann", "staging", False),
        ("ann", "", False),
    ],
)
def test_only_the_environment_of_that_name_approves(
    approvers: str | None,
    approved: str,
    is_fine: bool,  # noqa: FBT001 - a table
) -> None:
    """One who was let into staging was not let into production."""
    asked = Approvals(approvers=approvers)

    found = against_missing_approval(asked, MemoryApproval(approved), "production")

    assert is_fine is (found is None)
    assert found is None or f"who can approve: {approvers}" in found.why
