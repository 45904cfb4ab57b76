"""ECS: services, service deployments and task definitions; the deployment controller is ECS's own."""
