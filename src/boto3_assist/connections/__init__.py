"""Clients for AWS: as whom, from which pool, and how they are called; knows no single service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names
from boto3_assist.connections.identity import AssumedRole, Identity, SecretValue
from boto3_assist.connections.pool import ConnectionPool

if TYPE_CHECKING:
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

_HOMES = {"IdentityHealth": "health", "PoolHealth": "health", "PoolStats": "health"}

# What a pool tells of itself is seldom asked for.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
