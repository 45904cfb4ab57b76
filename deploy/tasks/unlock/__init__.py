"""Break a lease at a person's word."""
