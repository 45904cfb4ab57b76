"""Components as ECS services, driven through the deployment controller of ECS itself.

We start its deployments, answer its pauses, and look; listener weights are the controller's business.
"""
