"""Signatures of images: made, and looked at, by digest.

Whether a release needs one, and what follows from a flaw, is decided in `tasks/deploy`.
"""
