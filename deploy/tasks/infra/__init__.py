"""Terraform, from plan to apply."""
