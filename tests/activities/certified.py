"""A real SMTP server of a test's own that encrypts and asks for a password, with a root and certificates of its own."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Literal

from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from settings import Mail
from tests.activities.post import PostOffice, PostServer, _free_port, mail

USER, PASSWORD = "so-vang", "một mật khẩu dài"


@dataclass
class Root:
    """A certificate authority of a test's own; `file` is what others must trust."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.name = _name("Root of a test")
        certificate = _certificate(self.name, self.name, self.key.public_key(), self.key, is_root=True)
        self.file = self.folder / "root.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, host: str) -> ssl.SSLContext:
        """Return what a server needs that calls itself `host`."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(_name(host), self.name, key.public_key(), self.key, host=host)
        file = self.folder / "server.pem"
        secret = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@contextmanager
def open_certified(
    office: PostOffice, root: Root, tls: Literal["starttls", "tls"], password_file: Path, host: str = "127.0.0.1"
) -> Iterator[Mail]:
    """Run a server that takes letters only encrypted and from `USER`; yield how it is reached."""
    how: dict[str, Any] = {"authenticator": _authenticated, "auth_required": True}
    context = root.context(host)
    how |= {"ssl_context": context} if tls == "tls" else {"tls_context": context, "require_starttls": True}
    if tls == "tls":
        how["auth_require_tls"] = False  # it is encrypted before the first word, which the library does not see
    controller = PostServer(office, hostname="127.0.0.1", port=_free_port(), **how)
    controller.start()
    try:
        yield mail(controller.port, tls=tls, user=USER, password_file=password_file)
    finally:
        controller.stop()


def _authenticated(_server: Any, _session: Any, _envelope: Any, _mechanism: str, said: Any) -> AuthResult:
    is_right = isinstance(said, LoginPassword) and (said.login, said.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    name: x509.Name, by: x509.Name, public_key: ec.EllipticCurvePublicKey, key: ec.EllipticCurvePrivateKey, *,
    is_root: bool = False, host: str = "",
) -> x509.Certificate:  # fmt: skip
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
    )
    if host:
        there = x509.IPAddress(IPv4Address(host)) if host[0].isdigit() else x509.DNSName(host)
        made = made.add_extension(x509.SubjectAlternativeName([there]), critical=False)
    return made.sign(key, hashes.SHA256())
