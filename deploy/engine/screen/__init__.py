"""Where events become what a person or a program reads: live list, plain lines, annotations or JSON lines.

Nothing here decides, waits or acts; a new event is named in `deploy/engine/events.py`, its look here.
"""
