"""Build images of a release."""
