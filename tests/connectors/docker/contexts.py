"""Small build contexts."""

from pathlib import Path

from deploy.connectors.docker.port import BuildOrder

RECIPE = '{"command": ["python", "main.py"]}'


def context(folder: Path, **files: str) -> BuildOrder:
    """An order over a context with a Dockerfile, a recipe, and these files; `__` in a name is a slash."""
    place = folder / "context"
    place.mkdir(parents=True, exist_ok=True)
    for name, text in {"main.py": "print(1)\n", **files}.items():
        file = place / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    own = folder / "web"
    own.mkdir(exist_ok=True)
    (own / "Dockerfile").write_text("ARG BASE\nFROM ${BASE}\n")
    (own / "bundle.json").write_text(RECIPE)
    return BuildOrder("web", "team/web", place, own / "Dockerfile", "r1", base="python:3.11-slim")
