"""The load balancer: moto's elbv2 records read as a view, and a data plane in a process of its own.

Here belong routing, target health, the proxy and what it reports (metrics, access logs). Which tasks run and
which weights hold is decided elsewhere; this room only reads it from the records.
"""
