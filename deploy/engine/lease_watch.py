"""What a contender sees of a lease that somebody holds, timed by the contender's own clock alone."""

from deploy.model.lease import LeaseRecord


class Watch:
    """Looks at one lease again and again, and knows when its holder must be gone.

    A holder that lives changes the version several times in a lease. No time of day is ever compared.
    """

    def __init__(self, seconds_if_unsaid: float) -> None:
        self._seconds_if_unsaid = seconds_if_unsaid
        self._version: str | None = None
        self._seen_at = 0.0
        self.silent_seconds = 0.0
        """How long the version has surely stood still."""
        self.shows_life = False
        """Whether the version changed between the last two looks."""

    def look(self, record: LeaseRecord, asked_at: float, answered_at: float) -> None:
        """Take in one look.

        Both moments err on the holder's side: a version is new until its first answer came, and still
        stands for sure only at the moment of the last question.
        """
        is_new = record.version != self._version
        self.shows_life = is_new and self._version is not None
        if is_new:
            self._version, self._seen_at = record.version, answered_at
        self.silent_seconds = max(0.0, asked_at - self._seen_at)

    def may_take(self, record: LeaseRecord) -> bool:
        """Whether the lease is free, or its holder silent for a whole lease of its own."""
        return not record.owner or self.silent_seconds >= self.patience(record)

    def patience(self, record: LeaseRecord) -> float:
        """The seconds of silence after which the holder has surely fenced itself."""
        return record.lease_seconds or self._seconds_if_unsaid
