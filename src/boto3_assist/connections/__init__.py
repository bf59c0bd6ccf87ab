"""Clients for AWS: as whom, from which pool, and how they are called; knows no single service."""

from __future__ import annotations

from boto3_assist.connections.health import IdentityHealth, PoolHealth, PoolStats
from boto3_assist.connections.identity import AssumedRole, Identity, SecretValue
from boto3_assist.connections.pool import ConnectionPool

__all__ = [
    "AssumedRole",
    "ConnectionPool",
    "Identity",
    "IdentityHealth",
    "PoolHealth",
    "PoolStats",
    "SecretValue",
]
