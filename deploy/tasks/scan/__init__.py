"""Scan images of a release."""
