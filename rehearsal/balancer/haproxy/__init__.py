"""The data plane with haproxy in front: it carries the requests; checks, draining and counting stay ours.

Here belong haproxy's configuration as text, its processes and what is read from them; nothing here parses
HTTP. What a running haproxy can be told (weights, targets) goes through its socket, the rest by a new process
that inherits the very same listening sockets.
"""
