"""What a rehearsal keeps on disk: the state file for people and tests, the records for the next start.

What a part keeps for itself (a database's data, a registry's layers) belongs to that part.
"""
