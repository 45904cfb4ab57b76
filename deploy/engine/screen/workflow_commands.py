"""The command language that GitHub's runner reads in a log, and how foreign text is kept out of it.

`::name key=value,key=value::data` counts at the start of a line, after blanks too; the older `##[name]data`
anywhere.
"""

import re

STARTS_COMMAND = re.compile(r"^(\s*):(?=:)")
OLD_COMMAND = "##["


def harmless(line: str) -> str:
    """The line, unable to be taken for a command."""
    return STARTS_COMMAND.sub(r"\1: ", line).replace(OLD_COMMAND, "## [")


def command(name: str, text: str = "", *, title: str = "") -> str:
    """A command with its text, and its title where it has one."""
    properties = f" title={_property(title)}" if title else ""
    return f"::{name}{properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
