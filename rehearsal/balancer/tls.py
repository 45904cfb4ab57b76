"""Self-signed certificates, made on this machine for one load balancer's address each."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from rehearsal.balancer.view import Certificate
from rehearsal.state.file import write_private

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

_DAYS = 365


def certificate_for(folder: Path, address: str) -> Certificate:
    """The certificate of an address, made on first use; its chain file is what clients may trust."""
    chain, key = folder / f"{address}.pem", folder / f"{address}.key"
    if not (chain.exists() and key.exists()):
        folder.mkdir(parents=True, exist_ok=True)
        _make(address, chain, key)
    return Certificate(str(chain), str(key))


def _make(address: str, chain: Path, key: Path) -> None:
    # cryptography takes a tenth of a second to import, and most rehearsals have no HTTPS listener.
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_private(key, pem)
    write_private(chain, _sign(address, private).public_bytes(serialization.Encoding.PEM))


def _sign(address: str, private: "EllipticCurvePrivateKey") -> "x509.Certificate":
    from cryptography import x509  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415

    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, address)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address)), x509.DNSName("localhost")])
    begin = datetime.now(UTC) - timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    builder = builder.public_key(private.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=_DAYS))
    builder = builder.add_extension(names, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.sign(private, hashes.SHA256())
