"""Transactions: up to 100 operations that are carried out all together, or not at all."""

from __future__ import annotations

from boto3_assist.dynamodb.transactions.builder import Transaction
from boto3_assist.dynamodb.transactions.operations import TransactionOperation
from boto3_assist.dynamodb.transactions.retrying import TransactionConfig

__all__ = ["Transaction", "TransactionConfig", "TransactionOperation"]
