"""Nothing in the place of some rooms, so that a service starts without them: what they cost is what is left out.

Whatever is imported from them is a name that gives another for each of its own. No page of theirs is there.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

ROOMS = ("pathways.reporting", "pathways.statistics", "pathways.small_numbers")


class Nothing:
    """A name that stands for anything."""

    def __getattr__(self, name: str) -> "Nothing":
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *_: Any, **__: Any) -> "Nothing":
        return Nothing()

    def __getitem__(self, _: Any) -> "Nothing":
        return Nothing()

    def __mro_entries__(self, _: Any) -> tuple[type, ...]:
        return ()

    def __iter__(self) -> Any:
        return iter(())

    def __or__(self, _: Any) -> "Nothing":
        return Nothing()

    __ror__ = __or__


class _Empty(ModuleType):
    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__") or name == "pages":
            raise AttributeError(name)
        return Nothing()


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        is_left_out = name.startswith(tuple(f"{room}." for room in ROOMS)) or name in ROOMS
        return ModuleSpec(name, self, is_package=True) if is_left_out else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Empty(spec.name)

    def exec_module(self, _module: ModuleType) -> None:
        return


def install() -> None:
    """From now on none of these rooms is read."""
    sys.meta_path.insert(0, _Finder())
