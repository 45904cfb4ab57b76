"""The request log: what was called, by whom, with what effect; the server writes it.

Counting or judging the calls belongs to whoever reads the log.
"""
