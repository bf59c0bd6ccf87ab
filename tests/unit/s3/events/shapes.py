"""Events as AWS documents and sends them, with the identifying parts made up."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus

Json = dict[str, Any]


def notification(
    key: str = "a+b c%2B.txt",
    *,
    encoded: str | None = None,
    version: str = "2.1",
    name: str = "ObjectCreated:Put",
    sequencer: str | None = "0055AED6DCD90281E5",
    bucket: str = "reports",
) -> Json:
    """One record of S3's own notifications; the key is encoded as S3 does it."""
    item: Json = {
        "key": quote_plus(key, safe="/") if encoded is None else encoded,
        "size": 1024,
        "eTag": "d41d8cd98f00b204e9800998ecf8427e",
        "versionId": "096fKKXTRTtl3on89fVO.nfljtsv6qko",
    }
    if sequencer is not None:
        item["sequencer"] = sequencer
    return {
        "eventVersion": version,
        "eventSource": "aws:s3",
        "awsRegion": "us-west-2",
        "eventTime": "1970-01-01T00:00:00.123Z",
        "eventName": name,
        "userIdentity": {"principalId": "AWS:AIDAJDPLRKLG7UEXAMPLE"},
        "requestParameters": {"sourceIPAddress": "127.0.0.1"},
        "responseElements": {
            "x-amz-request-id": "C3D13FE58DE4C810",
            "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S/JRWeUWerMUE5JgHvANOjpD",
        },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": "testConfigRule",
            "bucket": {
                "name": bucket,
                "ownerIdentity": {"principalId": "A3NL1KOZZKExample"},
                "arn": f"arn:aws:s3:::{bucket}",
            },
            "object": item,
        },
    }


def direct(*records: Json) -> Json:
    return {"Records": list(records)}


def eventbridge(
    key: str = "a+b c%2B.txt",
    detail_type: str = "Object Created",
    *,
    version: str = "0",
    **detail: str,
) -> Json:
    """An event as S3 sends it to EventBridge: the key is not encoded."""
    return {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": detail_type,
        "source": "aws.s3",
        "account": "111122223333",
        "time": "2021-11-12T00:00:00Z",
        "region": "ca-central-1",
        "resources": ["arn:aws:s3:::reports"],
        "detail": {
            "version": version,
            "bucket": {"name": "reports"},
            "object": {
                "key": key,
                "size": 5,
                "etag": "b1946ac92492d2347c6235b4d2611184",
                "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
                "sequencer": "617f08299329d189",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "source-ip-address": "1.2.3.4",
            "reason": "PutObject",
            **detail,
        },
    }


def sqs(*bodies: Json | str) -> Json:
    """What a Lambda function that reads a queue is given."""
    return {
        "Records": [
            {
                "messageId": f"sqs-{number}",
                "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1545082649183"},
                "messageAttributes": {},
                "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-2:123456789012:my-queue",
                "awsRegion": "us-east-2",
            }
            for number, body in enumerate(bodies)
        ]
    }


def polled(*bodies: Json) -> Json:
    """What ``sqs.receive_message`` answers."""
    return {
        "Messages": [
            {"MessageId": f"sqs-{number}", "ReceiptHandle": "AQEB", "Body": json.dumps(body)}
            for number, body in enumerate(bodies)
        ],
        "ResponseMetadata": {"HTTPStatusCode": 200},
    }


def sns(message: Json) -> Json:
    """What a Lambda function that is subscribed to a topic is given."""
    return {
        "Records": [
            {
                "EventVersion": "1.0",
                "EventSubscriptionArn": "arn:aws:sns:us-east-1:123456789012:topic:0b6941c3",
                "EventSource": "aws:sns",
                "Sns": {
                    "SignatureVersion": "1",
                    "Timestamp": "2019-01-02T12:45:07.000Z",
                    "MessageId": "sns-0",
                    "Message": json.dumps(message),
                    "MessageAttributes": {},
                    "Type": "Notification",
                    "TopicArn": "arn:aws:sns:us-east-1:123456789012:topic",
                    "Subject": "Amazon S3 Notification",
                },
            }
        ]
    }


def envelope(message: Json) -> Json:
    """What SNS puts into a queue without raw message delivery."""
    return {
        "Type": "Notification",
        "MessageId": "sns-0",
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:topic",
        "Subject": "Amazon S3 Notification",
        "Message": json.dumps(message),
        "Timestamp": "2019-01-02T12:45:07.000Z",
        "SignatureVersion": "1",
    }


TEST_EVENT: Json = {
    "Service": "Amazon S3",
    "Event": "s3:TestEvent",
    "Time": "2014-10-13T15:57:02.089Z",
    "Bucket": "reports",
    "RequestId": "5582815E1AEA5ADF",
    "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
}
