"""Bring the database to a release's schema."""
