"""Runs a hook right after its module of moto is imported, so that unused services cost nothing."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType


class AfterImport(MetaPathFinder):
    """Waits for modules; each hook runs once, in the import of its module."""

    def __init__(self, hooks: dict[str, list[Callable[[], None]]]) -> None:
        self._waiting = hooks
        self._looking: set[str] = set()

    def install(self) -> None:
        """Start waiting; a module that is there already gets its hooks at once."""
        sys.meta_path.insert(0, self)
        for name in [name for name in self._waiting if name in sys.modules]:
            self.run(name)

    def run(self, name: str) -> None:
        """Run what waits for a module."""
        for hook in self._waiting.pop(name, []):
            hook()

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the import system's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Wrap the loader of a module that is waited for; leave all others to the next finder."""
        if fullname not in self._waiting or fullname in self._looking:
            return None
        self._looking.add(fullname)
        try:
            spec = find_spec(fullname)
        finally:
            self._looking.discard(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Watched(spec.loader, self)
        return spec


class _Watched(Loader):
    """The module's own loader, and then the hooks."""

    def __init__(self, loader: Loader, waiting: AfterImport) -> None:
        self._loader = loader
        self._waiting = waiting

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        self._waiting.run(module.__name__)
