"""Child processes: the only room that starts programs, each in its own session, never through a shell.

What a program is asked to do belongs in the room that knows the program; this one knows none.
"""
