"""The life of one task: what it is made of, its secrets, logs, health and targets, from start to stop.

How many tasks a service needs is the controller's; how a container runs is the runtime's.
"""
