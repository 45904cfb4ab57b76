"""Databases that are real: a PostgreSQL behind each RDS instance, a Redis behind each cache.

Here belong finding the binaries, running the servers, and the hooks that start them; records that nothing
lives behind stay in moto.
"""
