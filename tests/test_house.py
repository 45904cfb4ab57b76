"""The rules of the house that no tool checks for us; each test collects what breaks one of them."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.errors import REFERENCE

ROOT = Path(__file__).parent.parent
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
TOLD_BY = "deploy", "rehearsal"
HEAVY = {"aiohttp", "boto3", "botocore", "docker", "fabric", "moto", "paramiko", "pydantic", "rich"}
VAGUE = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}
CLOCKS = {"time.sleep", "time.time", "datetime.now", "datetime.utcnow", "asyncio.sleep", "time.monotonic"}
# Written so that this file does not match itself.
PACKAGE_INDEX = re.compile(r"(pypi|pythonhosted|npmjs|rubygems|golang)\.(org|com)|crates\.io")
OF_ONE_MACHINE = re.compile(r"/(?:home|Users)/[a-z]|/[r]oot/|/work/(?:main|shared)")


def tracked(*under: str, suffix: str = "") -> list[Path]:
    """The files that git keeps, under these folders."""
    listed = subprocess.run(["git", "ls-files", "-z", *under], cwd=ROOT, capture_output=True, check=True)
    names = [name for name in listed.stdout.decode().split("\0") if name.endswith(suffix)]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def modules(*under: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file under these folders: its name and its tree."""
    for path in tracked(*under, suffix=".py"):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call in a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and full name of every import below a node."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def on_loading(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run when a module is loaded; what is only there for the type checker is not."""
    todo: list[ast.stmt] = list(tree.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        todo += [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]


def references() -> Iterator[tuple[str, str]]:
    """File and reference of everything that is told as what, why and what to do."""
    passing_on = {
        node.name
        for _, tree in modules(*TOLD_BY)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and [word.arg for word in node.args.args][:1] == ["reference"]
    }
    for name, tree in modules(*TOLD_BY):
        for call in calls(tree):
            is_told = {"what", "why", "do"} <= {keyword.arg for keyword in call.keywords}
            if is_told or ast.unparse(call.func) in passing_on:
                first = [*call.args, *(k.value for k in call.keywords if k.arg == "reference")][:1]
                yield from ((name, text_of(node)) for node in first if text_of(node))


def text_of(node: ast.expr) -> str:
    """The plain string that a node is; empty where it is something else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function without its docstring."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and text_of(first.value) != ""
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_every_error_has_a_page() -> None:
    """Whoever meets a reference finds its page in docs/runbooks."""
    missing = {
        f"{name}: {ref}" for name, ref in references() if not (ROOT / f"docs/runbooks/{ref}.md").is_file()
    }

    assert set() == missing


def test_every_reference_is_kebab_case() -> None:
    """References are words that can be file names and typed."""
    assert [] == [pair for pair in references() if not REFERENCE.fullmatch(pair[1])]


def test_every_page_of_a_runbook_belongs_to_an_error() -> None:
    """A page whose error is gone would send people the wrong way."""
    pages = {path.stem for path in tracked("docs/runbooks", suffix=".md")} - {"README"}

    assert set() == pages - {reference for _, reference in references()}


def test_every_task_has_a_page() -> None:
    """Each folder of deploy/tasks is a verb with a page of that name."""
    verbs = {path.parent.name for path in tracked("deploy/tasks", suffix="/task.py")}

    assert set() == {
        verb for verb in verbs if not (ROOT / f"docs/tasks/{verb.replace('_', '-')}.md").is_file()
    }


def test_no_file_is_too_long() -> None:
    """A file has one subject."""
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines())
        for p in tracked("deploy", "rehearsal", suffix=".py")
    }

    assert {} == {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_no_function_is_too_long() -> None:
    """A function fits without scrolling."""
    long = {
        f"{name}:{node.name}": length(node)
        for name, tree in modules("deploy", "rehearsal")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    }

    assert {} == long


def test_every_folder_says_what_belongs_in_it() -> None:
    """Each package has an `__init__.py` with a docstring."""
    folders = {path.parent for path in tracked("deploy", "rehearsal", suffix=".py")}
    silent = {
        str(folder.relative_to(ROOT))
        for folder in folders
        if not (folder / "__init__.py").is_file()
        or not ast.get_docstring(ast.parse((folder / "__init__.py").read_text()))
    }

    assert set() == silent


def test_no_name_is_vague() -> None:
    """A file is called after the thing in it."""
    assert [] == [
        str(p)
        for p in tracked("deploy", "rehearsal", "tests", "scripts")
        if p.stem in VAGUE or p.parent.name in VAGUE
    ]


def test_what_a_listing_loads_is_light() -> None:
    """Nothing that the faces, the nouns, the planner and the ports load imports a heavy library."""
    todo = [
        name
        for name, _ in modules(
            "tasks.py", "deploy/tasks", "deploy/model", "deploy/rollout", "deploy/errors.py"
        )
    ]
    todo += [str(path.relative_to(ROOT)) for path in tracked("deploy", suffix="/port.py")]
    loaded: set[str] = set()
    heavy: list[str] = []
    while todo:
        name = todo.pop()
        if name not in loaded and (ROOT / name).is_file():
            loaded.add(name)
            for imported in loads(ROOT / name):
                heavy += [f"{name} {imported}"] if imported.split(".")[0] in HEAVY else []
                todo += files_of(imported)

    assert [] == heavy


def loads(path: Path) -> Iterator[str]:
    """What a module imports when it is loaded."""
    for statement in on_loading(ast.parse(path.read_text())):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield from (imported for _, imported in imports(statement))


def files_of(imported: str) -> list[str]:
    """Every file of ours that an import may load; the last word may be a name in a module."""
    words = imported.split(".")
    stems = ["/".join(words[: count + 1]) for count in range(len(words))]
    return [file for stem in stems for file in (f"{stem}.py", f"{stem}/__init__.py")]


def test_only_bootstrap_imports_an_adapter() -> None:
    """Outside its own room, a connector is known by its port."""
    found = []
    for name, tree in modules("deploy"):
        for line, imported in imports(tree):
            if name.startswith("deploy/connectors/") and imported.startswith("deploy.connectors.aws."):
                continue  # the session and the errors that all rooms of AWS share
            match = re.match(r"deploy\.connectors\.(\w+)\.(?!port\b)\w", imported)
            at_home = match and name.startswith(f"deploy/connectors/{match[1]}/")
            if match and not at_home and not name.startswith("deploy/bootstrap"):
                found.append(f"{name}:{line} {imported}")

    assert [] == found


def test_only_the_clock_asks_for_the_time() -> None:
    """Everybody else is handed a clock."""
    asked = [
        f"{name}:{call.lineno} {ast.unparse(call.func)}"
        for name, tree in modules("deploy")
        if not name.startswith("deploy/connectors/clock/")
        for call in calls(tree)
        if ast.unparse(call.func).removeprefix("datetime.") in CLOCKS
    ]

    assert [] == asked


def test_no_command_goes_through_a_shell() -> None:
    """Commands are lists of arguments."""
    shells = [
        f"{name}:{call.lineno}"
        for name, tree in modules("deploy", "rehearsal", "tests", "scripts", "bench")
        for call in calls(tree)
        for keyword in call.keywords
        if keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
    ]

    assert [] == shells


def test_tests_use_fakes_and_not_mocks() -> None:
    """What is so afterwards is asserted, not who was called."""
    mocked = [
        f"{name}:{line}"
        for name, tree in modules("tests", "deploy", "rehearsal")
        for line, imported in imports(tree)
        if imported.startswith("unittest.mock")
    ]
    patched = [
        f"{name}:{call.lineno}"
        for name, tree in modules("tests")
        for call in calls(tree)
        if ast.unparse(call.func) == "monkeypatch.setattr"
    ]

    assert [] == mocked + patched


@pytest.mark.parametrize(
    "pattern", [PACKAGE_INDEX, OF_ONE_MACHINE], ids=["package index", "folder of one machine"]
)
def test_nothing_of_one_machine_is_kept(pattern: re.Pattern[str]) -> None:
    """The repository is the same for everybody: any index or mirror serves it, from any folder."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if (match := pattern.search(path.read_text(errors="replace")))
    ]

    assert [] == found
