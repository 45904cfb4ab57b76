"""Push images of a release."""
