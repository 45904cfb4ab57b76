"""A certificate authority of one test, and the certificates that it gives out."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Given:
    """What a server shows: a certificate, and the key to it."""

    certificate: Path
    key: Path


class Authority:
    """Signs what it is asked to, in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("the test's authority")
        whole = x509.BasicConstraints(ca=True, path_length=None)
        made = self._begun(self._name, self._key, DAY).add_extension(whole, critical=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(_pem(made.sign(self._key, hashes.SHA256())))

    def give(self, address: str = LOOPBACK, *, lasts: timedelta = DAY, begins: timedelta = -DAY) -> Given:
        """A certificate for an address, from and to so far from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
        made = self._begun(_named(address), key, lasts, begins).add_extension(names, critical=False)
        given = Given(self._folder / "server.pem", self._folder / "server.key")
        given.certificate.write_bytes(_pem(made.sign(self._key, hashes.SHA256())))
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        given.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
        return given

    def _begun(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta, begins: timedelta = -2 * DAY
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + begins)
            .not_valid_after(now + lasts)
        )


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
