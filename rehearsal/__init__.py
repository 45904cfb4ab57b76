"""An AWS on this machine: moto holds the records, our parts make them live.

Here belong the server, its parts and their start and stop. Nothing of `deploy` is imported here and `deploy`
imports nothing from here: the two meet at an endpoint address and a registry address.
"""
