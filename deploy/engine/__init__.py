"""Runs any plan: lease, journal, waiting, signals, and what a person sees. It knows no blue and no green."""
