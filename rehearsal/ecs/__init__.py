"""ECS that lives: the deployment controller, the scheduler, real tasks and the operations moto lacks.

Load balancing, the registry and the server itself belong to the neighbouring rooms.
"""
