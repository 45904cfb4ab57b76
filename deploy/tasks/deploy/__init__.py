"""The whole way of a release to live, and the rollout alone."""
