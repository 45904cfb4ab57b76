"""What every AWS room stands on: one session, clients with and without retries, and errors in our words."""
