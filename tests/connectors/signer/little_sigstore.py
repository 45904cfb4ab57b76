"""A sigstore of our own: its authorities are made anew, and everything they sign is really signed.

What the library verifies is here in its smallest form: a root, a certificate for ten minutes that names the
identity, the promise of a certificate log, and one entry of a signature log with its proofs.
"""

import base64
import hashlib
import json
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
_ISSUER = x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1")
_PROMISES = x509.ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2")
_LOG = "log.test"
_SHA256 = ec.ECDSA(hashes.SHA256())


def text(data: bytes) -> str:
    """Bytes as JSON has them."""
    return base64.b64encode(data).decode()


def der(data: bytes, tag: int) -> bytes:
    """One value of DER: tag, length, content."""
    size = len(data)
    length = bytes([size]) if size < 0x80 else b"\x82" + struct.pack(">H", size)
    return bytes([tag]) + length + data


@dataclass(frozen=True)
class Log:
    """A log with a key of its own."""

    key: ec.EllipticCurvePrivateKey

    @property
    def public(self) -> bytes:
        """Its public key."""
        kind, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return self.key.public_key().public_bytes(kind, form)

    @property
    def number(self) -> bytes:
        """What others call it."""
        return hashlib.sha256(self.public).digest()

    def described(self) -> dict[str, Any]:
        """As a trusted root has it."""
        key = {"rawBytes": text(self.public), "keyDetails": "PKIX_ECDSA_P256_SHA_256"}
        valid = {"start": "2026-01-01T00:00:00Z"}
        return {
            "baseUrl": f"https://{_LOG}",
            "hashAlgorithm": "SHA2_256",
            "publicKey": {**key, "validFor": valid},
            "logId": {"keyId": text(self.number)},
        }


class LittleSigstore:
    """A root, and both logs."""

    def __init__(self) -> None:
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._certificates, self._entries = Log(_new()), Log(_new())
        self._root = self._made_root()

    def trusted_root(self) -> str:
        """The document by which others trust it."""
        authority = {
            "subject": {"organization": "test", "commonName": "root"},
            "uri": "https://root.test",
            "certChain": {"certificates": [{"rawBytes": text(_der(self._root))}]},
            "validFor": {"start": "2026-01-01T00:00:00Z"},
        }
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
                "tlogs": [self._entries.described()],
                "certificateAuthorities": [authority],
                "ctlogs": [self._certificates.described()],
                "timestampAuthorities": [],
            }
        )

    def signed(self, data: bytes, identity: str, issuer: str) -> str:
        """The bundle of a signature of these bytes by that identity."""
        key = _new()
        certificate = self._certified(key, identity, issuer)
        digest = hashlib.sha256(data).digest()
        signature = key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
        material = {
            "certificate": {"rawBytes": text(_der(certificate))},
            "tlogEntries": [self._entry(certificate, digest, signature)],
        }
        message = {"algorithm": "SHA2_256", "digest": text(digest)}
        return json.dumps(
            {
                "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
                "verificationMaterial": material,
                "messageSignature": {"messageDigest": message, "signature": text(signature)},
            }
        )

    def _made_root(self) -> x509.Certificate:
        usage = _usage(signs_certificates=True)
        key = self._root_key.public_key()
        return (
            _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "root")]), key, timedelta(days=300))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .sign(self._root_key, hashes.SHA256())
        )

    def _certified(self, key: ec.EllipticCurvePrivateKey, identity: str, issuer: str) -> x509.Certificate:
        """Made twice: first as the certificate log sees it, then with the log's promise in it."""
        name = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(identity)])
        aki = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._root_key.public_key())
        builder = (
            _builder(x509.Name([]), key.public_key(), timedelta(minutes=10))
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
            .add_extension(aki, critical=False)
            .add_extension(name, critical=True)
            .add_extension(x509.UnrecognizedExtension(_ISSUER, issuer.encode()), critical=False)
        )
        before = builder.sign(self._root_key, hashes.SHA256())
        promise = x509.UnrecognizedExtension(_PROMISES, self._promise(before.tbs_certificate_bytes))
        return builder.add_extension(promise, critical=False).sign(self._root_key, hashes.SHA256())

    def _promise(self, certificate: bytes) -> bytes:
        """A signed certificate timestamp, as RFC 6962 has it."""
        moment = struct.pack(">Q", int(_NOW.timestamp() * 1000))
        kind, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        issuer = hashlib.sha256(self._root_key.public_key().public_bytes(kind, form)).digest()
        entry = issuer + struct.pack(">I", len(certificate))[1:] + certificate + b"\0\0"
        signature = self._certificates.key.sign(b"\0\0" + moment + b"\0\1" + entry, _SHA256)
        promise = b"\0" + self._certificates.number + moment + b"\0\0\4\3"
        promise += struct.pack(">H", len(signature)) + signature
        listed = struct.pack(">H", len(promise)) + promise
        return der(struct.pack(">H", len(listed)) + listed, 0x04)

    def _entry(self, certificate: x509.Certificate, digest: bytes, signature: bytes) -> dict[str, Any]:
        """The only entry of the signature log: its hash is the root of the tree."""
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        spec = {
            "signature": {"content": text(signature), "publicKey": {"content": text(pem)}},
            "data": {"hash": {"algorithm": "sha256", "value": digest.hex()}},
        }
        body = _canonical({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": spec})
        seconds, log = int(_NOW.timestamp()), self._entries
        words = {"body": text(body), "integratedTime": seconds, "logID": log.number.hex(), "logIndex": 0}
        root = hashlib.sha256(b"\0" + body).digest()
        note = f"{_LOG}\n1\n{text(root)}\n"
        mark = text(log.number[:4] + log.key.sign(note.encode(), _SHA256))
        proof = {"logIndex": "0", "rootHash": text(root), "treeSize": "1", "hashes": []}
        return {
            "logIndex": "0",
            "logId": {"keyId": text(log.number)},
            "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
            "integratedTime": str(seconds),
            "inclusionPromise": {"signedEntryTimestamp": text(log.key.sign(_canonical(words), _SHA256))},
            "inclusionProof": {**proof, "checkpoint": {"envelope": f"{note}\n— {_LOG} {mark}\n"}},
            "canonicalizedBody": text(body),
        }


def _new() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _canonical(words: object) -> bytes:
    return json.dumps(words, sort_keys=True, separators=(",", ":")).encode()


def _builder(subject: x509.Name, key: ec.EllipticCurvePublicKey, life: timedelta) -> x509.CertificateBuilder:
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "root")])
    builder = x509.CertificateBuilder(issuer, subject, key, x509.random_serial_number())
    return builder.not_valid_before(_NOW - timedelta(minutes=1)).not_valid_after(_NOW + life)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
