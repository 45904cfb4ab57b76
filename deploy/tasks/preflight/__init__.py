"""What speaks against a run before anything is looked at: who we are, what is checked out, what hour it is.

Pure functions of what was seen, and the gate that asks them; what speaks against a plan is in `rollout`.
"""
