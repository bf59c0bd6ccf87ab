"""What a pool tells about itself as values; knows nothing of how clients are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boto3_assist.connections.call import call
from boto3_assist.errors import Boto3AssistError

if TYPE_CHECKING:
    from boto3_assist.connections.session import IdentitySession

__all__ = ["IdentityHealth", "PoolHealth", "PoolStats", "check_identity"]


@dataclass(frozen=True)
class PoolStats:
    """What a pool has done.

    Attributes:
        size: The clients that it holds now.
        hits: How often a client was there, or being made by another thread.
        misses: How often a client had to be made.
        evictions: How many clients were dropped because there were too many.
        creations: How many clients were made.
        creation_seconds: How long making them took, in all.
    """

    size: int
    hits: int
    misses: int
    evictions: int
    creations: int
    creation_seconds: float


@dataclass(frozen=True)
class IdentityHealth:
    """As whom AWS sees one identity.

    Attributes:
        identity: The identity in words that hold no credential.
        account_id: The AWS account that it belongs to; None when the check failed.
        arn: Who AWS says is calling; None when the check failed.
        error: Why the check failed; None when it did not.
    """

    identity: str
    account_id: str | None = None
    arn: str | None = None
    error: Boto3AssistError | None = None


@dataclass(frozen=True)
class PoolHealth:
    """What a pool holds, and whether AWS accepts its identities.

    Attributes:
        clients: The clients in the pool.
        sessions: The identities with at least one client.
        identities: One entry for each identity, when they were to be checked.
    """

    clients: int
    sessions: int
    identities: tuple[IdentityHealth, ...] = ()

    @property
    def healthy(self) -> bool:
        """Whether no check failed."""
        return all(check.error is None for check in self.identities)


def check_identity(session: IdentitySession) -> IdentityHealth:
    """Ask STS who is calling.

    Args:
        session: The session of the identity to check.

    Returns:
        The answer, or the error in its place.
    """
    label = session.identity.label
    try:
        answer = call(session.create_sts_client().get_caller_identity, {})
    except Boto3AssistError as error:
        return IdentityHealth(label, error=error)
    return IdentityHealth(label, answer["Account"], answer["Arn"])
