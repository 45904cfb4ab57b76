"""CloudFront: members of a distribution that moto drops or invents, and invalidations that complete."""

from collections.abc import Callable
from typing import Any

from moto.cloudfront import models

from rehearsal.control.patching import Need, patch
from rehearsal.control.plane import ControlPlane

NEEDS = (
    Need("moto.cloudfront.models", "Origin.__init__", ("self", "origin")),
    Need("moto.cloudfront.models", "DefaultCacheBehaviour.__init__", ("self", "config")),
    Need("moto.cloudfront.models", "ViewerCertificate.__init__", ("self", "config")),
    Need("moto.cloudfront.models", "Invalidation.__init__", ("self", "distribution", "paths", "caller_ref")),
)


def install(_: ControlPlane) -> None:
    """Put distributions and invalidations right."""
    patch(models.Origin, "__init__", _after(_origin))
    patch(models.DefaultCacheBehaviour, "__init__", _after(_behaviour))
    patch(models.ViewerCertificate, "__init__", _after(_certificate))
    patch(models.Invalidation, "__init__", _after(_invalidation))


def _after(change: Callable[..., None]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let moto make the object, then change it."""

    def make(original: Callable[..., None]) -> Callable[..., None]:
        def init(self: Any, config: Any, *rest: Any, **named: Any) -> None:  # noqa: ANN401 - moto's own
            given = dict(config) if isinstance(config, dict) else config
            original(self, config, *rest, **named)
            change(self, given)

        return init

    return make


def _origin(origin: Any, given: dict[str, Any]) -> None:  # noqa: ANN401 - moto's own
    origin.origin_access_control_id = given.get("OriginAccessControlId") or ""


def _behaviour(behaviour: Any, given: dict[str, Any]) -> None:  # noqa: ANN401 - moto's own
    if not given.get("ForwardedValues"):
        # With a cache policy there are none; invented ones are a difference in every plan.
        behaviour.forwarded_values = None
    for member in ("FunctionAssociations", "LambdaFunctionAssociations"):
        if given.get(member):
            name = "function_associations" if member[0] == "F" else "lambda_function_associations"
            setattr(behaviour, name, given[member])


def _certificate(certificate: Any, given: dict[str, Any]) -> None:  # noqa: ANN401 - moto's own
    if not given.get("SSLSupportMethod"):
        certificate.ssl_support_method = None


def _invalidation(invalidation: Any, _: object) -> None:  # noqa: ANN401 - moto's own
    # The waiter knows only this spelling; moto writes COMPLETED.
    invalidation.status = "Completed"
