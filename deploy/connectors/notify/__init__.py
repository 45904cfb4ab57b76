"""Telling people elsewhere what a run does; no telling ever changes how the run ends."""
