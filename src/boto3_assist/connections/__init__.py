"""Clients for AWS: as whom, from which pool, and how they are called; knows no single service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names
from boto3_assist.connections.identity import Identity, SecretValue
from boto3_assist.connections.pool import ConnectionPool

if TYPE_CHECKING:
    from boto3_assist.connections.assumed_roles import AssumedRole
    from boto3_assist.connections.health import IdentityHealth, PoolHealth, PoolStats

__all__ = [
    "AssumedRole",
    "ConnectionPool",
    "Identity",
    "IdentityHealth",
    "PoolHealth",
    "PoolStats",
    "SecretValue",
]

_HOMES = {
    "AssumedRole": "assumed_roles",
    "IdentityHealth": "health",
    "PoolHealth": "health",
    "PoolStats": "health",
}

# Most processes assume no role, and what a pool tells of itself is seldom asked for.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
