"""Registries of images: which digest stands under a tag, and how an image gets there.

Building images belongs in `docker`.
"""
