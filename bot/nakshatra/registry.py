"""From a name in a manifest or setting to the adapter it names.

An adapter is a module with one function, `build(spec)`. It is imported only when something
names it, so a heavy library may stand at the top of its file. Another package offers its own
through an entry point of the group "nakshatra.<port>".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from nakshatra.bell import Bell
from nakshatra.catalogue import Catalogue
from nakshatra.errors import CatalogueError, MissingExtra
from nakshatra.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What an adapter is built from."""

    settings: Settings
    catalogue: Catalogue
    shelf: Any = None
    """The `shelf.Shelf` that holds engines; adapters without an engine ignore it."""

    store: Any = None
    """The `ports.Store` that is open, for a channel whose replies wait in it."""

    bell: Bell = field(default_factory=Bell)
    """Rings when a reply lies ready in the store."""

    id: str = ""
    """The expert's id, for the experts port."""

    options: Mapping[str, Any] = field(default_factory=dict)
    """A card's [settings]; the adapter checks them."""


def builder(port: str, name: str) -> Callable[[Spec], Any]:
    """The `build` of `nakshatra.<port>.<name>`, or of a plugin that registered that name."""
    if not name.isidentifier():
        raise CatalogueError(f"{name!r} is not the name of one of our {port}")
    for plugin in entry_points(group=f"nakshatra.{port}", name=name):
        return plugin.load()  # type: ignore[no-any-return]
    module = f"nakshatra.{port}.{name}"
    try:
        return import_module(module).build  # type: ignore[no-any-return]
    except ModuleNotFoundError as error:
        if error.name == module:
            raise CatalogueError(f"no {port} named {name!r}") from None
        raise MissingExtra(
            f"{port}/{name} needs {error.name!r}: run `make extras` (pip install nakshatra[{name}])"
        ) from error
