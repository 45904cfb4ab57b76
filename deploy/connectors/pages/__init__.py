"""Maintenance pages: what a listener answers by itself, in place of a rule of its own."""
