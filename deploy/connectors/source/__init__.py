"""The checkout that settings and images come from: its commit, what is changed in it, and who else has it.

What a release needs of a checkout is decided elsewhere.
"""
