"""How a rollout is played on each kind of platform, one folder a kind, all with the same three ports.

A platform speaks to the world through ports of connectors; what to do and when is decided in `rollout`.
"""
