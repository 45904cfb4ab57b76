"""Images on this machine: built by the Docker engine, or packed as bundles where there is none.

Sending them somewhere belongs in `registry`.
"""
