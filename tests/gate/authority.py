"""A certificate authority of a test's own, and what it has signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


def written(path: Path, key: EllipticCurvePrivateKey, passphrase: bytes = b"") -> Path:
    """A file with a key, which only its user can read."""
    kind = serialization.PrivateFormat.PKCS8
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    path.touch(0o600)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, kind, lock))
    return path


@dataclass
class Authority:
    """``file`` is what a client is to trust."""

    file: Path
    own: x509.Certificate
    key: EllipticCurvePrivateKey

    def issue(
        self, name: str, *hosts: str, begins: timedelta = -DAY, ends: timedelta = DAY, passphrase: bytes = b""
    ) -> tuple[Path, Path]:
        """Two files of this name: a certificate for these hosts, and its key. They replace those that are there."""
        key = ec.generate_private_key(ec.SECP256R1())
        told = [x509.DNSName(host) if host[-1].isalpha() else x509.IPAddress(ip_address(host)) for host in hosts]
        made = _builder(name, self.own.subject, key, begins, ends)
        made = made.add_extension(x509.SubjectAlternativeName(told), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        chain = self.file.with_name(f"{name}.pem")
        chain.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return chain, written(self.file.with_name(f"{name}.key"), key, passphrase)


def authority(folder: Path, name: str = "authority") -> Authority:
    """A new one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = _builder(name, subject, key, -DAY, DAY)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    own = made.sign(key, hashes.SHA256())
    file = folder / f"{name}.pem"
    file.write_bytes(own.public_bytes(serialization.Encoding.PEM))
    return Authority(file, own, key)


def _builder(
    name: str, issuer: x509.Name, key: EllipticCurvePrivateKey, begins: timedelta, ends: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
    )
