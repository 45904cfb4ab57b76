"""The copies and container instances of an ECS cluster, as a maintenance counts and moves them."""
