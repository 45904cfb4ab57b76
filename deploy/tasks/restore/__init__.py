"""Restore a backup beside the live database."""
