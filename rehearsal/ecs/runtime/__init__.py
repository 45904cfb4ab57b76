"""What really runs a container: a process of this machine, or a Docker container.

A runtime knows nothing of services, deployments or moto; it starts, watches and ends what it is told to.
"""
