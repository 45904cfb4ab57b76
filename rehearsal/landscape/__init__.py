"""Makes what a system's Terraform would make, from the system's settings, through the same API.

Each maker looks first and creates what is missing, so that a second run changes nothing.
"""
