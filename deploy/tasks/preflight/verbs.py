"""What each verb has to pass."""

from deploy.model.goal import Verb

BRINGS_NEWS = frozenset({Verb.DEPLOY, Verb.DEPLOY_BLUEGREEN, Verb.MIGRATE})
"""These bring something new: from a checkout that others can see, at its hours, with an approval.

A way back must not hang on any of that; `build` asks the checkout beside its own questions.
"""
ROLLS_OUT = frozenset({*BRINGS_NEWS, Verb.ROLLBACK, "resume"})
"""These go on for as long as a release takes to be proved."""
NEEDS_NO_KEYS = frozenset({Verb.BUILD, Verb.SCAN})
"""These stay on this machine; a job that scans what others built holds no role."""
ONLY_LOOKS = frozenset({"status", "doctor", "unlock"})
"""These are over in a moment."""
