"""The server's half of Cognito's SRP: stores verifiers, and checks proofs in its own way.

It shares no code with the client's half. The client raises to a + u·x; the server knows neither a
nor x, only the verifier v = g^x, and raises A·v^u to its own b.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def prime() -> int:
    """The 3072-bit group of RFC 3526, section 4, by its formula."""
    return 2**3072 - 2**3008 - 1 + 2**64 * (_pi_bits(2942) + 1690314)


def _pi_bits(count: int) -> int:
    """⌊2^count · π⌋, by Machin's formula."""
    guard = 64
    one = 1 << (count + guard)

    def arctan_of_inverse(number: int) -> int:
        total = term = one // number
        divisor, sign = 3, -1
        while term:
            term //= number * number
            total += sign * (term // divisor)
            divisor, sign = divisor + 2, -sign
        return total

    return (16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)) >> guard


N = prime()
G = 2


def signed_bytes(number: int) -> bytes:
    length = (number.bit_length() + 8) // 8
    return number.to_bytes(length, "big", signed=True)


def digest(*parts: bytes) -> int:
    return int(hashlib.sha256(b"".join(parts)).hexdigest(), 16)


@dataclass
class SrpServer:
    """Knows the verifiers of a pool's users."""

    pool_name: str
    verifiers: dict[str, tuple[int, int]] = field(default_factory=dict)
    waiting: dict[str, tuple[str, int, int, int]] = field(default_factory=dict)

    def add_user(self, user_id: str, password: str, salt: int | None = None) -> None:
        salt = secrets.randbits(128) if salt is None else salt
        inner = hashlib.sha256(f"{self.pool_name}{user_id}:{password}".encode()).digest()
        x = digest(signed_bytes(salt), inner)
        self.verifiers[user_id] = salt, pow(G, x, N)

    def challenge(self, user_id: str, srp_a: str, b: int | None = None) -> dict[str, str]:
        salt, verifier = self.verifiers[user_id]
        a_public = int(srp_a, 16)
        assert a_public % N != 0
        b = secrets.randbits(512) if b is None else b
        k = digest(signed_bytes(N), signed_bytes(G))
        b_public = (k * verifier + pow(G, b, N)) % N
        block = base64.b64encode(secrets.token_bytes(48)).decode()
        self.waiting[block] = (user_id, a_public, b, b_public)
        return {
            "USER_ID_FOR_SRP": user_id,
            "SALT": f"{salt:x}",
            "SRP_B": f"{b_public:x}",
            "SECRET_BLOCK": block,
        }

    def accepts(self, responses: dict[str, str]) -> bool:
        block = responses["PASSWORD_CLAIM_SECRET_BLOCK"]
        user_id, a_public, b, b_public = self.waiting.pop(block)
        verifier = self.verifiers[user_id][1]
        u = digest(signed_bytes(a_public), signed_bytes(b_public))
        shared = pow(a_public * pow(verifier, u, N), b, N)
        key = HKDF(SHA256(), 16, signed_bytes(u), b"Caldera Derived Key").derive(
            signed_bytes(shared)
        )
        message = f"{self.pool_name}{user_id}".encode() + base64.b64decode(block)
        expected = hmac.new(key, message + responses["TIMESTAMP"].encode(), hashlib.sha256)
        given = base64.b64decode(responses["PASSWORD_CLAIM_SIGNATURE"])
        return hmac.compare_digest(expected.digest(), given)
