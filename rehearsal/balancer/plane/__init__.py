"""The data plane that needs nothing installed: an asyncio proxy in a process of its own.

It is given views and gives reports; it knows nothing of moto, so a busy control plane never delays a request.
"""
