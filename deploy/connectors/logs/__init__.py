"""The logs of containers, as far as a person needs their end; nothing is written here."""
