"""Sizes an Application Load Balancer enforces (its quotas page), and the few that are ours."""

LINE = 16 * 1024
REQUEST_HEAD = 64 * 1024
RESPONSE_HEAD = 32 * 1024
# Ours: a Content-Length nobody can overflow, a chunk-size line with its extension, and one trailer.
LENGTH_DIGITS = 18
CHUNK_LINE = 256
TRAILER = 16 * 1024
