"""The key by which the makers of browsers know who pushes (RFC 8292)."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.config import Settings

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve P-256


def private_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    """The one that is set, else one that follows from the secret key: nothing to set up, nothing to lose. With another
    secret key everybody is signed out, and a tablet's leave to push ends with its session."""
    if settings.vapid_key:
        number = int.from_bytes(urlsafe_b64decode(settings.vapid_key + "="))
    else:
        drawn = HKDF(SHA256(), 48, salt=None, info=b"samvaro vapid").derive(settings.secret_key.encode())
        number = int.from_bytes(drawn) % (ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def new_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _text(number.to_bytes(32))


def public_key(settings: Settings) -> str:
    """As the browser wants it."""
    point = private_key(settings).public_key()
    return _text(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def signature(settings: Settings, endpoint: str) -> dict[str, str]:
    """The header for one push. Who may be asked when something is wrong: the address of this installation."""
    from py_vapid import Vapid02

    parts = urlsplit(endpoint)
    sender = settings.mail.sender if settings.mail else "samvaro@example.se"
    whom = settings.public_origin if settings.is_https else f"mailto:{sender}"
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "sub": whom}
    return dict(Vapid02(private_key(settings)).sign(claims))


def _text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()
