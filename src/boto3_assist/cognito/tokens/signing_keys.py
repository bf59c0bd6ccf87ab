"""The public keys of a JSON Web Key Set, each checked once; knows no network and no token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boto3_assist.cognito.tokens.compact import decode_base64url
from boto3_assist.cognito.tokens.header import ALGORITHMS
from boto3_assist.errors import ConfigurationError

try:
    from jwt.algorithms import RSAAlgorithm
    from jwt.exceptions import InvalidKeyError
except ImportError as error:
    raise ConfigurationError(
        "PyJWT with cryptography is missing, which verifying tokens needs",
        details={
            "expected": "the extra `cognito`",
            "suggestion": "pip install 'boto3-assist[cognito]'",
        },
    ) from error

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

__all__ = ["SigningKey", "UnusableKey", "read_key_set"]

_VERIFIERS = {
    "RS256": RSAAlgorithm(RSAAlgorithm.SHA256),
    "RS384": RSAAlgorithm(RSAAlgorithm.SHA384),
    "RS512": RSAAlgorithm(RSAAlgorithm.SHA512),
}
# RFC 7518, section 3.3, asks for at least 2048; a huge key would cost much at every token.
_KEY_BITS = range(2048, 8193)
_MAX_KEYS = 64
_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


@dataclass(frozen=True)
class SigningKey:
    """A public key for the signatures of one algorithm.

    Attributes:
        algorithm: The only algorithm that it is for.
        public_key: The RSA key.
    """

    algorithm: str
    public_key: RSAPublicKey = field(repr=False)

    def verifies(self, signing_input: bytes, signature: bytes) -> bool:
        """Tell whether a signature was made with this key.

        Args:
            signing_input: What was signed.
            signature: The signature.

        Returns:
            True when it was.
        """
        verifier = _VERIFIERS[self.algorithm]
        return verifier.verify(signing_input, self.public_key, signature) is True


@dataclass(frozen=True)
class UnusableKey:
    """A member of a key set that no token may be verified with.

    Attributes:
        reason: What is wrong with it.
    """

    reason: str


def read_key_set(document: Mapping[str, Any]) -> dict[str, SigningKey | UnusableKey]:
    """Read the keys of a JSON Web Key Set (RFC 7517, section 5).

    Args:
        document: The set, ``{"keys": [...]}``. Members without an id are left out, as no token
            can name them.

    Returns:
        Key id → key, of which at least one is usable.

    Raises:
        ValueError: When it is no such set, has two keys of one id, or none that is usable. The
            text says which.
    """
    entries = document.get("keys")
    if not isinstance(entries, list) or not all(isinstance(entry, Mapping) for entry in entries):
        raise ValueError("it is no JSON Web Key Set")
    if len(entries) > _MAX_KEYS:
        raise ValueError(f"it has more than {_MAX_KEYS} keys")
    keys: dict[str, SigningKey | UnusableKey] = {}
    for entry in entries:
        key_id = entry.get("kid")
        if not isinstance(key_id, str) or not key_id:
            continue
        if key_id in keys:
            raise ValueError("two of its keys have one id")
        keys[key_id] = _read_key(entry)
    if not any(isinstance(key, SigningKey) for key in keys.values()):
        raise ValueError("it has no key for signatures of " + " or ".join(ALGORITHMS))
    return keys


def _read_key(entry: Mapping[str, Any]) -> SigningKey | UnusableKey:
    algorithm, operations = entry.get("alg"), entry.get("key_ops", ["verify"])
    if entry.get("kty") != "RSA":
        return UnusableKey("its kty is not RSA")
    if entry.get("use") != "sig":
        return UnusableKey("its use is not sig")
    if not isinstance(operations, list) or "verify" not in operations:
        return UnusableKey("its key_ops do not include verify")
    if algorithm not in ALGORITHMS:
        return UnusableKey("its alg is not allowed")
    if not _PRIVATE_MEMBERS.isdisjoint(entry):
        return UnusableKey("it is not a public key")
    return _rsa_key(algorithm, entry.get("n"), entry.get("e"))


def _rsa_key(algorithm: str, modulus: object, exponent: object) -> SigningKey | UnusableKey:
    numbers = {"n": modulus, "e": exponent}
    for name, number in numbers.items():
        if not isinstance(number, str) or decode_base64url(number) is None:
            return UnusableKey(f"its {name} is not base64url")
    try:
        public_key: Any = RSAAlgorithm.from_jwk({"kty": "RSA", **numbers})
    except (InvalidKeyError, ValueError):
        return UnusableKey("its numbers make no RSA key")
    if public_key.key_size not in _KEY_BITS:
        return UnusableKey(f"it has {public_key.key_size} bits")
    return SigningKey(algorithm, public_key)
