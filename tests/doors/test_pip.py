"""Where there is no uv, pip installs the same locked packages."""

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

from deploy.errors import ExitCode
from tests.doors.checkout import Checkout, make

DEPENDENCY = """
[[package]]
name = "tiny"
version = "1.0"
source = { registry = "index" }
wheels = [{ filename = "tiny-1.0-py3-none-any.whl", hash = "sha256:HASH" }]
"""


def tiny_wheel(folder: Path) -> str:
    """A wheel with one module, put into a folder; the answer is its hash."""
    info = "tiny-1.0.dist-info"
    path = folder / "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("tiny.py", "")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def needs_tiny(tmp_path: Path, digest: str) -> Checkout:
    """A checkout without uv whose lock pins the wheel to that hash."""
    checkout = make(tmp_path, with_uv=False)
    lock = checkout.folder / "uv.lock"
    text = lock.read_text().replace("[package.opt", 'dependencies = [{ name = "tiny" }]\n[package.opt')
    lock.write_text(text + DEPENDENCY.replace("HASH", digest))
    return replace(checkout, environment=checkout.environment | {"PIP_FIND_LINKS": str(tmp_path)})


def test_pip_installs_what_the_lock_pins(tmp_path: Path) -> None:
    """The packages are there afterwards."""
    checkout = needs_tiny(tmp_path, tiny_wheel(tmp_path))
    (checkout.folder / "deploy" / "tasks" / "__main__.py").write_text("import tiny; print(tiny.__file__)")

    done = checkout.inv()

    assert (0, "") == (done.returncode, done.stderr[done.stderr.index("s\n") + 2 :])
    assert ".swingbridge/venvs" in done.stdout


def test_package_with_another_hash_is_not_installed(tmp_path: Path) -> None:
    """What an index serves is compared with the lock."""
    tiny_wheel(tmp_path)

    done = needs_tiny(tmp_path, "0" * 64).inv()

    assert (ExitCode.TOOL_MISSING, "") == (done.returncode, done.stdout)
    assert "DO NOT MATCH THE HASHES" in done.stderr
