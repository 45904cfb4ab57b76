"""Who we are towards AWS, for how long, and what that lets us do; and who has approved of the run.

What speaks against acting as that caller is decided elsewhere: here it is only looked at.
"""
