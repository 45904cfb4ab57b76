"""Turns tables that are known to be right into values of the schema, without judging them."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, get_args, get_origin

from deploy.settings.keys import bare_type
from deploy.settings.schema import SettingsFile
from deploy.settings.syntax import Tables


def shaped(tables: Tables) -> SettingsFile:
    """The merged files as values of the schema; what they leave out is as the schema has it."""
    return SettingsFile(**_words(SettingsFile, tables))


def _words(kind: Any, tables: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - any dataclass of the schema
    return {f.name: _shaped(f.type, tables[f.name]) for f in fields(kind) if f.name in tables}


def _shaped(annotation: object, value: Any) -> Any:  # noqa: ANN401 - any setting at all
    bare: Any = bare_type(annotation)
    if get_origin(bare) is tuple:
        return tuple(_shaped(get_args(bare)[0], inner) for inner in value)
    if get_origin(bare) is Mapping:
        return {key: _shaped(get_args(bare)[1], inner) for key, inner in value.items()}
    if is_dataclass(bare):
        return bare(**_words(bare, value))  # type: ignore[operator] # a class, as it is the type of a field
    return bare(value) if bare is float or issubclass(bare, Enum) else value
