"""Put the maintenance page up, drain, and take it down."""
