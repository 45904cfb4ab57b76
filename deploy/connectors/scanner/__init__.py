"""Looks into images that lie on this machine: what is in them, and what should not be.

What is done about it is decided in `tasks/scan`.
"""
