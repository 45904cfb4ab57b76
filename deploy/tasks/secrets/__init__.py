"""Names and versions of secrets, never values."""
