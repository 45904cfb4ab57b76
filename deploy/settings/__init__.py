"""From `apps/<system>/*.toml` to `Settings`: reading, merging, checking, and saying what is wrong where.

Nothing here looks at an environment or at a secret's value; identifiers that Terraform made are not settings.
"""
