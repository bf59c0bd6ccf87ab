"""The client's half of Cognito's SRP sign-in, as pure functions; knows no request and no client.

SRP-6a (RFC 2945, RFC 5054) with the 3072-bit group of RFC 3526 and SHA-256, and Cognito's own
rules: numbers are hashed as the shortest two's complement, the identity is the name of the pool
and the user joined, and the session key is a 16-byte HKDF (RFC 5869) that signs a time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

from boto3_assist.errors import CognitoResponseIntegrityError, describe

__all__ = ["EphemeralKey", "PasswordChallenge", "new_ephemeral_key", "password_claim"]

# RFC 3526, section 4.
_N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
_G = 2
# RFC 5054 asks for 256 bits or more.
_SECRET_BITS = 1024
_KEY_INFO = b"Caldera Derived Key\x01"
_KEY_BYTES = 16
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
# Cognito reads English names whatever the locale is, and the day without a leading zero.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class EphemeralKey:
    """A pair of numbers for one sign-in.

    Attributes:
        secret: The exponent ``a``, known to nobody else.
        public: ``A``, which is sent.
    """

    secret: int = field(repr=False)
    public: int

    @property
    def public_hex(self) -> str:
        """``A`` as the parameter ``SRP_A`` has it."""
        return f"{self.public:x}"


@dataclass(frozen=True)
class PasswordChallenge:
    """What Cognito answers to ``SRP_A``.

    Attributes:
        user_id: The user's name in the proof, which is not the alias signed in with.
        salt: The salt of the user's verifier.
        public: The server's ``B``.
        secret_block: An opaque text of the server, in base64, which is sent back.
    """

    user_id: str
    salt: int
    public: int
    secret_block: str = field(repr=False)

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> PasswordChallenge:
        """Read the challenge's parameters.

        Args:
            parameters: ``ChallengeParameters`` of a ``PASSWORD_VERIFIER`` challenge.

        Returns:
            The challenge.
        """
        return cls(
            user_id=_parameter(parameters, "USER_ID_FOR_SRP"),
            salt=_number(parameters, "SALT"),
            public=_number(parameters, "SRP_B"),
            secret_block=_parameter(parameters, "SECRET_BLOCK"),
        )


def new_ephemeral_key(secret: int | None = None) -> EphemeralKey:
    """Make the key of one sign-in; it must not be used for another.

    Args:
        secret: The exponent, for a known answer; a random one when None.

    Returns:
        The key.
    """
    exponent = secrets.randbits(_SECRET_BITS) | 1 if secret is None else secret
    return EphemeralKey(exponent, pow(_G, exponent, _N))


def password_claim(
    key: EphemeralKey,
    challenge: PasswordChallenge,
    *,
    pool_name: str,
    password: str,
    moment: datetime,
) -> dict[str, str]:
    """Prove knowledge of the password.

    Args:
        key: The key whose public part was sent.
        challenge: The answer to it.
        pool_name: The part of the pool's id after the underscore.
        password: The password.
        moment: The time now, aware of its time zone.

    Returns:
        ``TIMESTAMP``, ``PASSWORD_CLAIM_SECRET_BLOCK`` and ``PASSWORD_CLAIM_SIGNATURE``.
    """
    identity = f"{pool_name}{challenge.user_id}"
    session_key = _session_key(key, challenge, f"{identity}:{password}")
    timestamp = _timestamp(moment)
    message = identity.encode() + _decoded(challenge.secret_block) + timestamp.encode()
    signature = hmac.digest(session_key, message, "sha256")
    return {
        "TIMESTAMP": timestamp,
        "PASSWORD_CLAIM_SECRET_BLOCK": challenge.secret_block,
        "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode(),
    }


def _session_key(key: EphemeralKey, challenge: PasswordChallenge, credentials: str) -> bytes:
    # RFC 5054, section 2.5.3: the exchange must end here, or the server knows the key unproven.
    if challenge.public % _N == 0:
        raise _unusable("SRP_B is a multiple of the group's prime")
    scrambler = _hashed(_bytes(key.public), _bytes(challenge.public))
    if scrambler == 0:
        raise _unusable("the hash of SRP_A and SRP_B is zero")
    inner = hashlib.sha256(credentials.encode()).digest()
    password_key = _hashed(_bytes(challenge.salt), inner)
    multiplier = _hashed(_bytes(_N), _bytes(_G))
    base = (challenge.public - multiplier * pow(_G, password_key, _N)) % _N
    shared = pow(base, key.secret + scrambler * password_key, _N)
    # The key fits into HKDF's first block.
    extracted = hmac.digest(_bytes(scrambler), _bytes(shared), "sha256")
    return hmac.digest(extracted, _KEY_INFO, "sha256")[:_KEY_BYTES]


def _bytes(number: int) -> bytes:
    """Give the shortest two's complement: a zero byte before a first bit that is set."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _hashed(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


def _timestamp(moment: datetime) -> str:
    utc = moment.astimezone(timezone.utc)
    day, month = _DAYS[utc.weekday()], _MONTHS[utc.month - 1]
    return f"{day} {month} {utc.day} {utc:%H:%M:%S} UTC {utc.year}"


def _parameter(parameters: Mapping[str, str], name: str) -> str:
    value = parameters.get(name)
    if not isinstance(value, str) or not value:
        raise _unusable(f"{name} was given as {describe(value)}")
    return value


def _number(parameters: Mapping[str, str], name: str) -> int:
    text = _parameter(parameters, name)
    # A prime of 3072 bits has 768 digits; int() would also take signs and underscores.
    if len(text) > 1024 or not _HEX_DIGITS.issuperset(text):
        raise _unusable(f"{name} is no hexadecimal number of at most 1024 digits")
    return int(text, 16)


def _decoded(secret_block: str) -> bytes:
    try:
        # Not strictly: moto's block is a UUID, and only the server that made it can judge it.
        return base64.b64decode(secret_block)
    except (binascii.Error, ValueError):
        raise _unusable("SECRET_BLOCK is not in base64") from None


def _unusable(problem: str) -> CognitoResponseIntegrityError:
    return CognitoResponseIntegrityError(
        f"the challenge PASSWORD_VERIFIER cannot be answered: {problem}",
        details={
            "expected": "the parameters SALT, SRP_B, SECRET_BLOCK and USER_ID_FOR_SRP of Cognito",
            "suggestion": "check the endpoint: what answered may not be Cognito",
        },
        operation="InitiateAuth",
        retryable=False,
    )
