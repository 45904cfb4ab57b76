"""How bad a vulnerability is, from its vector in the Common Vulnerability Scoring System, version 3."""

from deploy.connectors.scanner.port import Severity

_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_RIGHTS = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_BOUNDS = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM))


def severity_of(vector: str) -> Severity | None:
    """The severity of `CVSS:3.1/AV:N/...`; None where the text is no such vector."""
    try:
        score = base_score(vector)
    except (KeyError, ValueError):
        return None
    return next((severity for bound, severity in _BOUNDS if score >= bound), Severity.LOW)


def base_score(vector: str) -> float:
    """The base score, 0 to 10, by the equations of the specification."""
    form, _, rest = vector.partition("/")
    if not form.startswith("CVSS:3."):
        raise ValueError(form)
    said = dict(pair.split(":", 1) for pair in rest.split("/"))
    weight = {name: weights[said[name]] for name, weights in _WEIGHTS.items()}
    is_changed = said["S"] == "C"
    rights = _RIGHTS[said["S"]][said["PR"]]
    impact = _impact(1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"]), is_changed=is_changed)
    if impact <= 0:
        return 0.0
    ease = 8.22 * weight["AV"] * weight["AC"] * rights * weight["UI"]
    return _rounded_up(min((1.08 if is_changed else 1.0) * (impact + ease), 10.0))


def _impact(base: float, *, is_changed: bool) -> float:
    return 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15 if is_changed else 6.42 * base


def _rounded_up(score: float) -> float:
    """To one decimal, upwards; in whole numbers, as the specification wants it."""
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10
