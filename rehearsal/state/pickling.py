"""Pickles moto's records: locks, keys, weak references and lambdas in them need reducers of their own."""

import io
import marshal
import pickle
import weakref
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from threading import Lock, RLock
from types import CellType, CodeType, FunctionType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from moto.backends import get_backend

Key = tuple[str, str, str]
Reduced = tuple[Callable[..., Any], tuple[Any, ...]]


class RecordPickler(pickle.Pickler):
    """Pickles some backends whole; every other backend that they point to becomes a reference by name."""

    def __init__(self, file: io.BytesIO, names: Mapping[int, Key]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._names = names

    def reducer_override(self, obj: Any) -> Any:  # noqa: ANN401 - pickle's own signature
        """Reduce what pickle cannot; called for every object, so it is one dictionary look-up."""
        if id(obj) in self._names:
            return (_named_backend, self._names[id(obj)])
        reduce = REDUCERS.get(type(obj))
        if reduce is None and isinstance(obj, dict) and type(obj).__module__.startswith("moto."):
            reduce = _reduce_dictionary
        return reduce(obj) if reduce else NotImplemented


def to_bytes(value: object, others: Mapping[int, Key] | None = None) -> bytes:
    """Pickle a value; `others` names, by id, the backends outside it."""
    file = io.BytesIO()
    RecordPickler(file, others or {}).dump(value)
    return file.getvalue()


def from_bytes(saved: bytes) -> Any:  # noqa: ANN401 - whatever was pickled
    """The value again; only bytes that this rehearsal wrote itself, into a folder of mode 0700, come here."""
    return pickle.loads(saved)  # noqa: S301 - our own file, see above


def named(records: Iterable[tuple[str, str, str, Any]]) -> dict[int, Key]:
    """The names of backends by their ids."""
    return {id(backend): (service, account, region) for service, account, region, backend in records}


def _named_backend(service: str, account: str, region: str) -> object:
    return get_backend(service)[account][region]  # type: ignore[call-overload]


def _reduce_function(function: FunctionType) -> Any:  # noqa: ANN401 - a reduction or NotImplemented
    """Functions with a name are found by it; lambdas travel as code (the file is keyed to the versions)."""
    if "<" not in function.__qualname__:
        return NotImplemented
    cells = tuple(cell.cell_contents for cell in function.__closure__ or ())
    code = marshal.dumps(function.__code__)
    return (_function, (function.__module__, code, function.__defaults__, cells))


def _function(
    module: str, code: bytes, defaults: tuple[Any, ...] | None, cells: tuple[Any, ...]
) -> FunctionType:
    made: CodeType = marshal.loads(code)  # noqa: S302 - our own file, see from_bytes
    closure = tuple(CellType(cell) for cell in cells)
    return FunctionType(made, vars(import_module(module)), made.co_name, defaults, closure)


def _reduce_key(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> Reduced:
    encryption = serialization.NoEncryption()
    encoding, layout = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return (_private_key, (key.private_bytes(encoding, layout, encryption),))


def _private_key(der: bytes) -> object:
    return serialization.load_der_private_key(der, None)


def _reduce_certificate(certificate: x509.Certificate) -> Reduced:
    return (_certificate, (certificate.public_bytes(serialization.Encoding.DER),))


def _certificate(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _reduce_dictionary(values: dict[Any, Any]) -> tuple[Any, ...]:
    """A dictionary class of moto: some take arguments, keep attributes, or show part of what they hold."""
    factory = values.default_factory if isinstance(values, defaultdict) else None
    state = (factory, dict(dict.items(values)), vars(values))
    return (type(values).__new__, (type(values),), state, None, None, _fill)


def _fill(made: dict[Any, Any], state: tuple[Any, dict[Any, Any], dict[str, Any]]) -> None:
    factory, values, attributes = state
    if isinstance(made, defaultdict):
        made.default_factory = factory
    dict.update(made, values)
    vars(made).update(attributes)


def _reduce_reference(reference: "weakref.ref[Any]") -> Reduced:
    return (_reference, (reference(),))


def _reference(target: object) -> object:
    return (lambda: None) if target is None else weakref.ref(target)


def _key_types() -> tuple[type, ...]:
    small = rsa.generate_private_key(65537, 1024)  # noqa: S505 - only its type is wanted
    return (type(small), type(ec.generate_private_key(ec.SECP256R1())))


REDUCERS: dict[type, Callable[[Any], Any]] = {
    type(Lock()): lambda _: (Lock, ()),
    type(RLock()): lambda _: (RLock, ()),
    FunctionType: _reduce_function,
    weakref.ref: _reduce_reference,
    weakref.WeakValueDictionary: lambda values: (weakref.WeakValueDictionary, (dict(values),)),
    x509.Certificate: _reduce_certificate,
    **dict.fromkeys(_key_types(), _reduce_key),
}
