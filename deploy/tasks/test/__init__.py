"""Check this repository with Nox."""
