"""The rehearsal of this machine, seen from outside: whether it answers, and its program that starts it.

Nothing of the rehearsal is imported; its state file and its command line are all that is known of it.
"""
