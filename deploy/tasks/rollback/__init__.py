"""Go back to a proved release."""
