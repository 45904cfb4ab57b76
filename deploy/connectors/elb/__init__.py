"""The load balancer, as far as a rollout looks at it; weights are moved by ECS, never by us."""
