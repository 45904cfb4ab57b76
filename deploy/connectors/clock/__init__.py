"""Time: the only room that asks the machine what time it is, or sleeps."""
