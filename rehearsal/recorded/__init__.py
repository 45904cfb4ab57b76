"""Operations that moto lacks and that nothing has to live behind: records, so that Terraform converges.

What comes alive (tasks, databases, load balancers) has parts of its own; moto's mistakes belong to the hooks.
"""
