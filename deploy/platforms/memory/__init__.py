"""A platform without machines: components, traffic and database as one small value, in memory or in a file.

It keeps the promises of a real one, the revert that happens without us included; demonstrations and
tests use it.
"""
