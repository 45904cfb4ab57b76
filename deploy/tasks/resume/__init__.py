"""Go on with a run that was cut off."""
