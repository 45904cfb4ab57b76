"""The database beside releases."""
