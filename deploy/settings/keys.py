"""What the schema knows: which keys a table has, and what a key's value has to be, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Final, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, Len

from deploy.settings.constraints import Shape
from deploy.settings.positions import KeyPath
from deploy.settings.schema import SettingsFile

ANY_NAME: Final = "*"
_WORDS: Final = {int: "a whole number", float: "a number", str: "text in quotes", bool: "true or false"}


def keys_at(path: KeyPath) -> tuple[str, ...]:
    """The keys that the table at that path can have; none where names are free or there is no table."""
    return tuple(_fields(annotation_at(path)))


def annotation_at(path: KeyPath) -> object:
    """The type of the value at that path; None where the schema has no such key."""
    annotation: object = SettingsFile
    for part in path:
        annotation = _step(annotation, part)
    return annotation


def every_key() -> Iterator[tuple[str, ...]]:
    """Every path of the schema, tables before what is in them; `*` stands for a name that is free."""
    yield from _below((), SettingsFile)


def wanted(annotation: object) -> str:
    """What a value of that type is, in words."""
    bare, extras = _bare(annotation)
    shape = next((extra for extra in extras if isinstance(extra, Shape)), None)
    if shape is not None:
        return f"text: {shape.words}; at most {shape.longest} characters"
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return "one of " + ", ".join(f'"{member.value}"' for member in bare)
    if get_origin(bare) is tuple:
        return f"a list in [ ] of {_size(extras)}, each {wanted(get_args(bare)[0])}"
    if is_dataclass(bare) or get_origin(bare) is Mapping:
        return "a table" if is_dataclass(bare) else "a table of names and values"
    return _WORDS.get(bare, "a value") + _range(extras) if isinstance(bare, type) else "a value"


def bare_type(annotation: object) -> object:
    """The type without its constraints and without None."""
    return _bare(annotation)[0]


def _bare(annotation: object) -> tuple[object, tuple[object, ...]]:
    extras: tuple[object, ...] = ()
    while True:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation, extras = arguments[0], (*extras, *arguments[1:])
        elif origin in (Union, UnionType):
            annotation = next(choice for choice in arguments if choice is not NoneType)
        else:
            return annotation, extras


def _fields(annotation: object) -> dict[str, object]:
    bare = bare_type(annotation)
    if not (isinstance(bare, type) and is_dataclass(bare)):
        return {}
    hints = get_type_hints(bare, include_extras=True)
    return {name: hint for name, hint in hints.items() if not name.startswith("_")}


def _step(annotation: object, part: str | int) -> object:
    bare = bare_type(annotation)
    if get_origin(bare) is Mapping:
        return get_args(bare)[0 if part == "[key]" else 1]
    if get_origin(bare) is tuple:
        return get_args(bare)[0]
    return _fields(bare).get(str(part))


def _below(path: tuple[str, ...], annotation: object) -> Iterator[tuple[str, ...]]:
    for key, inner in _fields(annotation).items():
        yield (*path, key)
        bare = bare_type(inner)
        if get_origin(bare) is Mapping:
            yield (*path, key, ANY_NAME)
            yield from _below((*path, key, ANY_NAME), get_args(bare)[1])
        else:
            yield from _below((*path, key), inner)


def _range(extras: tuple[object, ...]) -> str:
    low = next((f" from {extra.ge}" for extra in extras if isinstance(extra, Ge)), "")
    above = next((f" more than {extra.gt}" for extra in extras if isinstance(extra, Gt)), "")
    high = next((extra.le for extra in extras if isinstance(extra, Le)), None)
    if high is None:
        return low or above
    return f"{low} to {high}" if low else f"{above}, at most {high}"


def _size(extras: tuple[object, ...]) -> str:
    length = next((extra for extra in extras if isinstance(extra, Len)), None)
    return f"{length.min_length} to {length.max_length} values" if length else "values"
