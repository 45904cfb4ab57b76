"""One room for each external system: `port.py` in our words, the real adapter, and `memory.py`.

Rooms do not import each other, and only `deploy.bootstrap` imports an adapter; everybody else sees the port.
"""
