"""What each verb has to pass."""

from deploy.model.goal import Verb

FROM_SOURCE = frozenset({Verb.DEPLOY, Verb.DEPLOY_BLUEGREEN, Verb.MIGRATE})
"""These take settings of the checkout to an environment; `build` asks it beside its own questions, and a way
back must not hang on a checkout."""
BRINGS_NEWS = frozenset({Verb.DEPLOY, Verb.DEPLOY_BLUEGREEN, Verb.MIGRATE})
"""These change what runs to something new: they wait for an approval and for their hours."""
ROLLS_OUT = frozenset({*BRINGS_NEWS, Verb.ROLLBACK, "resume"})
"""These go on for as long as a release takes to be proved."""
NEEDS_NO_KEYS = frozenset({Verb.BUILD, Verb.SCAN})
"""These stay on this machine; a job that scans what others built holds no role."""
ONLY_LOOKS = frozenset({"status", "doctor", "unlock"})
"""These are over in a moment."""
