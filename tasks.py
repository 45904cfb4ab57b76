"""Invoke's door: the namespace of all tasks, and nothing else."""

from deploy.tasks.namespace import namespace as _namespace

namespace = _namespace()
