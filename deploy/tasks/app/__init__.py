"""The systems and their settings."""
