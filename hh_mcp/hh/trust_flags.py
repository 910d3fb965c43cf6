"""The field that hh.ru's sign-in page encrypts with its own public key (hh.ru: facts 3.1, step 2)."""

import base64
import json
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from hh_mcp.hh.tree import changed

_PAGE = "/account/login"


def trust_flags(secret: str, now: datetime) -> str:
    """Return the form field that hh.ru's page encrypts with its own public key (hh.ru: facts 3.1, step 2)."""
    plain = json.dumps({"emailOrPhone": {"paste": False, "suggest": False}, "ts": int(now.timestamp() * 1000)})
    try:
        key = serialization.load_pem_public_key(secret.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise changed(_PAGE, "readable loginTrustFlagsSecret") from error
    if not isinstance(key, rsa.RSAPublicKey):
        raise changed(_PAGE, "RSA loginTrustFlagsSecret")
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    return base64.b64encode(key.encrypt(plain.encode(), oaep)).decode()
