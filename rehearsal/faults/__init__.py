"""Faults on demand: what can be armed, when it strikes, and how a test arms it.

How a fault looks on the wire belongs here too; faults of the runtime (kill a task, lose the registry) are
actions of the parts that own them.
"""
