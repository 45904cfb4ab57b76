"""What is live, since when, by whom, and what to type next."""
