"""Deployment workflows: everything that Invoke tasks do to an environment.

Storeys, top to bottom: tasks, bootstrap, platforms, rollout, engine, connectors, settings, model and errors.
Imports only point down. Checks of this repository itself live in `noxfile.py`, not here.
"""
