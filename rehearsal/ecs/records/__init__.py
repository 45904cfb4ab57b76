"""What is remembered of services and tasks: it hangs on moto's ECS records, and is saved and reset with them.

Only values belong here: a running process or container is the runtime's.
"""
