"""What happened, run by run."""
