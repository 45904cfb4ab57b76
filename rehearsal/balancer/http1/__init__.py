"""HTTP/1.1 on the wire: heads and bodies as bytes, parsed and written by hand.

Nothing here knows sockets, targets or rules; anything ambiguous is refused, so nothing can be smuggled.
"""
