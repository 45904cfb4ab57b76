"""The AWS on this machine: up, down, and what is in it."""
