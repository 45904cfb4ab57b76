"""The control plane: one port, one lock, moto's records, and what we put right in moto.

What runs because of a record (tasks, load balancers, databases) belongs to the parts, not here.
"""
