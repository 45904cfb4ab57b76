"""Values that botocore's own validator lets pass although the model forbids them: strings outside an enum."""

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

# Values that the documentation inside the model names and its enum forgets, by shape.
DOCUMENTED = {"ServiceDeploymentLifecycleStage": frozenset({"PRE_PRODUCTION_TRAFFIC_SHIFT"})}


def wrong_values(value: Any, shape: Shape, path: str = "") -> str:  # noqa: ANN401 - any JSON-like value
    """The first string that is not in its enum, with its path; empty where all are."""
    if isinstance(shape, StringShape):
        return _outside(value, shape, path)
    children: list[tuple[Any, Shape, str]] = []
    if isinstance(shape, StructureShape):
        children = [(value[name], shape.members[name], f"{path}.{name}") for name in value]
    elif isinstance(shape, ListShape):
        children = [(item, shape.member, f"{path}[{index}]") for index, item in enumerate(value)]
    elif isinstance(shape, MapShape):
        children = [(item, shape.value, f"{path}.{key}") for key, item in value.items()]
    return next((wrong for child in children if (wrong := wrong_values(*child))), "")


def _outside(value: str, shape: StringShape, path: str) -> str:
    if not shape.enum or value in shape.enum or value in DOCUMENTED.get(shape.name, ()):
        return ""
    return f"Invalid value for parameter {path.lstrip('.')}: {value!r}, valid values: {', '.join(shape.enum)}"
