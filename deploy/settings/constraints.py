"""The kinds of values a setting can have: bounded numbers, and texts with a grammar."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import Ge, Gt, Le, Len

from deploy.model.names import Grammar
from deploy.model.window import GRAMMAR


@dataclass(frozen=True, slots=True)
class Shape:
    """A text's grammar: a pattern, a greatest length, and the same in words for a person."""

    pattern: str
    words: str
    longest: int = 200

    def __get_pydantic_core_schema__(
        self, source: object, handler: Callable[[object], dict[str, object]]
    ) -> dict[str, object]:
        """The text schema with this grammar; pydantic asks for it, so that we need not import pydantic."""
        return {**handler(source), "pattern": f"^(?:{self.pattern})$", "max_length": self.longest}


def _shape_of(grammar: Grammar) -> Shape:
    return Shape(grammar.pattern.pattern, grammar.words, grammar.longest)


_COMPONENT: Final = _shape_of(Grammar.COMPONENT)
_SYSTEM: Final = _shape_of(Grammar.SYSTEM)
_REPOSITORY: Final = Shape(
    r"[a-z0-9]+([._/-][a-z0-9]+)*", "an image repository without registry, tag or digest: lower-case letters"
)
_VARIABLE: Final = Shape(
    r"[A-Za-z_][A-Za-z0-9_]*", "a variable name: letters, digits and '_', no digit first"
)
_SECRET: Final = Shape(
    r"[A-Za-z0-9][A-Za-z0-9/_+=.@-]*(:[A-Za-z0-9_-]+)?",
    "the name of a secret, with ':key' behind it for one key; never its value",
)
_SECRET_SOURCE: Final = Shape(
    r"(env:[A-Za-z_][A-Za-z0-9_]*"
    r"|file:\.?[A-Za-z0-9_][A-Za-z0-9._/-]*"
    r"|parameter:/?[A-Za-z0-9][A-Za-z0-9._/-]*)",
    "where a secret is: env:VARIABLE, file:<path inside the repository> or parameter:/<name>; no value",
)
_HTTP_PATH: Final = Shape(r"/[A-Za-z0-9._~/-]*", "a path that starts with '/'")
_INSIDE: Final = Shape(
    r"\.?[A-Za-z0-9_][A-Za-z0-9._-]*(/\.?[A-Za-z0-9_][A-Za-z0-9._-]*)*",
    "a path inside the repository: no '/' first, and no '..'",
)
_PLAIN: Final = Shape(r"[A-Za-z0-9][A-Za-z0-9 ._/:@#-]*", "letters, digits and . _ / : @ # -", 128)
_HOST: Final = Shape(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", "a host name in lower-case letters", 253)
_REGION: Final = Shape(r"[a-z]{2,12}(-[a-z]+)+-?[0-9]{1,2}", "a region such as us-east-1", 30)
_ACCOUNT: Final = Shape(r"[0-9]{12}", "an account number: 12 digits in quotes", 12)
_TAG_SCHEME: Final = Shape(
    r"([A-Za-z0-9_.-]|\{(version|library_version|sha)\})+",
    "a tag in which {version}, {library_version} and {sha} are filled in",
    128,
)
_LOOPBACK: Final = Shape(
    r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?/?", "an http address on this machine", 60
)
_REGISTRY: Final = Shape(
    r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", "a registry: host, or host:port", 253
)
_CHANNEL: Final = Shape(r"#[a-z0-9_-]+", "a channel name that starts with '#'", 80)
_WORD: Final = Shape(r"[^\x00-\x1f\x7f]*", "text on one line, without control characters", 4096)
_HOURS: Final = Shape(GRAMMAR, "days and hours in UTC, such as mon-fri 08:00-17:00", 19)
_DIGEST_REFERENCE: Final = Shape(
    r"[a-z0-9]+([._/:-][a-z0-9]+)*(@sha256:[0-9a-f]{64})?", "an image reference, best with its digest", 300
)
_KEY: Final = Shape(
    r"(awskms|gcpkms|azurekms|hashivault)://[A-Za-z0-9._/:-]+",
    "a key in a key service, such as awskms:///alias/images; never a key itself",
    300,
)
_SIGNER: Final = Shape(
    r"[A-Za-z0-9][A-Za-z0-9._+/:@-]*",
    "who signs or who vouches for it: an address of a workflow or a person",
    300,
)

Name = Annotated[str, _COMPONENT]
SystemName = Annotated[str, _SYSTEM]
Repository = Annotated[str, _REPOSITORY]
Variable = Annotated[str, _VARIABLE]
SecretName = Annotated[str, _SECRET]
SecretSource = Annotated[str, _SECRET_SOURCE]
HttpPath = Annotated[str, _HTTP_PATH]
InsidePath = Annotated[str, _INSIDE]
Plain = Annotated[str, _PLAIN]
Host = Annotated[str, _HOST]
Region = Annotated[str, _REGION]
Account = Annotated[str, _ACCOUNT]
TagScheme = Annotated[str, _TAG_SCHEME]
LoopbackUrl = Annotated[str, _LOOPBACK]
Registry = Annotated[str, _REGISTRY]
Channel = Annotated[str, _CHANNEL]
Text = Annotated[str, _WORD]
Hours = Annotated[str, _HOURS]
ImageReference = Annotated[str, _DIGEST_REFERENCE]
KeyReference = Annotated[str, _KEY]
Signer = Annotated[str, _SIGNER]
Command = Annotated[tuple[Text, ...], Len(1, 50)]

Port = Annotated[int, Ge(1), Le(65535)]
Percent = Annotated[int, Ge(1), Le(100)]
Share = Annotated[float, Gt(0), Le(100)]
Replicas = Annotated[int, Ge(1), Le(1000)]
Times = Annotated[int, Ge(1), Le(100)]
Seconds = Annotated[float, Gt(0), Le(86_400)]
Milliseconds = Annotated[int, Ge(1), Le(600_000)]
CpuUnits = Annotated[int, Ge(128), Le(16_384)]
Mebibytes = Annotated[int, Ge(64), Le(122_880)]
Stages = Annotated[tuple[Percent, ...], Len(1, 20)]

WORDS_BY_PATTERN: Final = {
    f"^(?:{shape.pattern})$": shape.words for shape in list(globals().values()) if isinstance(shape, Shape)
}
