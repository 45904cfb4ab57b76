"""The operations of ECS that are answered here instead of by moto: requests in, responses out.

What happens because of a record is decided by the controller and done by the part.
"""
