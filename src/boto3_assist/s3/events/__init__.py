"""What S3 reports of objects, out of every wrapping that it comes in."""

from boto3_assist.s3.events.event import S3Event
from boto3_assist.s3.events.ordering import in_order, latest, sequencer_rank
from boto3_assist.s3.events.record import S3EventRecord, S3TestEvent
from boto3_assist.s3.events.wrappings import Unwrapped

__all__ = [
    "S3Event",
    "S3EventRecord",
    "S3TestEvent",
    "Unwrapped",
    "in_order",
    "latest",
    "sequencer_rank",
]
