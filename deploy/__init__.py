"""Deployment workflows: everything that Invoke tasks do to an environment.

Storeys, top to bottom: tasks, bootstrap, platforms, rollout, engine, connectors, settings, model and errors.
Imports only point down. Checks of this repository itself live in `noxfile.py`, not here.
"""

VERSION = "0.1.0"
"""Of the tool; every row of the ledger says which one wrote it."""
