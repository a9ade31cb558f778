"""The token in a link that works once: made from a random name when it is needed, so that no table holds it.

Whoever reads the database, or a copy of it, finds the name and the hash of the token, and can make neither into the
token without the key of the service. A changed SECRET_KEY ends the links that were not sent yet.
"""

import base64
import hashlib
import hmac
import secrets


def new_name() -> str:
    """A random name of 256 bits to make a token from."""
    return secrets.token_hex(32)


def token_of(name: str, key: str) -> str:
    """The token that belongs to a name, 256 bits in the letters of an address."""
    made = hmac.new(key.encode(), b"one-time link " + name.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What a table keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
