from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from boto3_assist.connections.redaction import redact_report, redact_text, redact_url

INVALID = "One or more parameter values were invalid: "
TOKEN = "FQoGZXIvYXdzEJr" + "A" * 300

UNCHANGED = [
    "The conditional request failed",
    "Requested resource not found: Table: app-users not found",
    "Cannot do operations on a non-existent table",
    "Item size has exceeded the maximum allowed size",
    "The provided key element does not match the schema",
    "The table does not have the specified index: gsi1",
    "Query condition missed key schema element: pk",
    "Number overflow. Attempting to store a number with magnitude larger than supported range",
    "The security token included in the request is invalid.",
    "The document path provided in the update expression is invalid for update",
    "Table already exists: app-users",
    "Attempt to change a resource which is still in use: Table is being deleted: app-users",
    "1 validation error detected: Table 'app-users' can't be deleted while"
    " DeletionProtectionEnabled is set to True",
    "1 validation error detected: Value null at 'key' failed to satisfy constraint:"
    " Member must not be null",
    f"{INVALID}Missing the key pk in the item",
    f"{INVALID}Type mismatch for key pk expected: S actual: N",
    f"{INVALID}Type mismatch for Index Key gsi1_pk Expected: S Actual: NULL IndexName: gsi1",
    f"{INVALID}Cannot update attribute pk. This attribute is part of the key",
    "One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
    " contain an empty string value. Key: pk",
    "Invalid UpdateExpression: An expression attribute name used in the document path is not"
    " defined; attribute name: #n",
    "Invalid FilterExpression: An expression attribute value used in expression is not defined;"
    " attribute value: :v",
    "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: name",
    "Invalid KeyConditionExpression: Incorrect operand type for operator or function;"
    " operator or function: begins_with, operand type: N",
    'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :b}",
    "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}",
    "Transaction cancelled, please refer cancellation reasons for specific reasons"
    " [ConditionalCheckFailed, None]",
    "User: arn:aws:sts::111122223333:assumed-role/app/i-1 is not authorized to perform:"
    " dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/app-users"
    " because no identity-based policy allows the dynamodb:PutItem action",
    "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z",
]

CUT = [
    (
        "User: arn:aws:sts::1:assumed-role/app/i-1 is not authorized to perform: s3:GetObject on"
        " resource: arn:aws:s3:::photos/my secret.txt because no identity-based policy allows it",
        "User: arn:aws:sts::1:assumed-role/app/i-1 is not authorized to perform: s3:GetObject on"
        " resource: arn:aws:s3:::photos/ …",
    ),
    (
        'User: x is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::b/secret"',
        "User: x is not authorized to perform: s3:GetObject on resource: …",
    ),
    (
        "denied to arn:aws-cn:s3:eu-west-1:1:accesspoint/secret",
        "denied to arn:aws-cn:s3:eu-west-1:1:accesspoint/ …",
    ),
    (
        "The parameter cannot be converted to a numeric value: secret",
        "The parameter cannot be converted to a numeric value: …",
    ),
    (
        "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a"
        " numeric value: secret for key :v",
        "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a"
        " numeric value: … for key :v",
    ),
    (
        f"{INVALID}Input collection [secret, secret] contains duplicates.",
        f"{INVALID}Input collection … contains duplicates.",
    ),
    (
        f"{INVALID}Input collection [secret, secret]of type BS contains duplicates.",
        f"{INVALID}Input collection …of type BS contains duplicates.",
    ),
    (
        "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater"
        " than or equal to lower bound; lower bound operand: AttributeValue: {S:secret}, upper"
        " bound operand: AttributeValue: {S:secret}",
        "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater"
        " than or equal to lower bound; lower bound operand: …",
    ),
    (
        "1 validation error detected: Value 'secret' at 'tableName' failed to satisfy constraint:"
        " Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        "1 validation error detected: Value … at 'tableName' failed to satisfy constraint:"
        " Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ),
    (
        "2 validation errors detected: Value 'secret' at 'tableName' failed to satisfy constraint:"
        " Member must have length greater than or equal to 3; Value 'secret' at 'select' failed to"
        " satisfy constraint: Member must satisfy enum value set: [COUNT, ALL_ATTRIBUTES]",
        "2 validation errors detected: Value … at 'select' failed to satisfy constraint:"
        " Member must satisfy enum value set: [COUNT, ALL_ATTRIBUTES]",
    ),
    (
        "1 validation error detected: Value '{pk=AttributeValue(s=secret)}' at 'key' failed to"
        " satisfy constraint: Member must have length less than or equal to 2",
        "1 validation error detected: Value … at 'key' failed to"
        " satisfy constraint: Member must have length less than or equal to 2",
    ),
    (
        "Invalid ConditionExpression: Syntax error; token: \"'secret'\", near: \"= 'secret'\"",
        "Invalid ConditionExpression: Syntax error; token: …",
    ),
    (
        "Statement wasn't well formed, can't be processed: Unexpected term: secret",
        "Statement wasn't well formed, can't be processed: …",
    ),
    ("'secret' can not be converted to a Blob: Invalid Base64 character: '@'", "…"),
    (
        "The request signature we calculated does not match the signature you provided."
        "\n\nThe Canonical String for this request should have been"
        "\n'POST\n/\n\nx-amz-security-token:secret\n\nhost\ne3b0'\n\nThe String-to-Sign",
        "The request signature we calculated does not match the signature you provided."
        " The Canonical String for this request should have been …",
    ),
    (
        "Authorization header requires a valid header. Authorization=AWS4-HMAC-SHA256 secret",
        "Authorization header requires a valid header. Authorization …",
    ),
    (f"The token {TOKEN}secret is not valid", "The token …"),
    ("<html><body>secret</body></html>", "…"),
    ("Encoded authorization failure message: secret", "Encoded authorization failure message: …"),
]


@pytest.mark.parametrize("text", UNCHANGED)
def test_what_aws_says_of_names_is_kept(text: str) -> None:
    assert redact_text(text) == text


@pytest.mark.parametrize(("text", "kept"), CUT)
def test_what_may_be_a_value_is_cut(text: str, kept: str) -> None:
    assert redact_text(text) == kept
    assert "secret" not in kept


@pytest.mark.parametrize("text", UNCHANGED + [kept for _, kept in CUT])
def test_redacting_twice_cuts_nothing_more(text: str) -> None:
    assert redact_text(text) in (text, redact_text(redact_text(text)))


TEMPLATES = [text for text, _ in CUT if "secret" in text and TOKEN not in text]


@given(st.sampled_from(TEMPLATES), st.text(min_size=1, max_size=30))
@example(TEMPLATES[0], "' at 'x' failed to satisfy constraint: Member must a")
@example(TEMPLATES[5], "x' at 'y' failed to satisfy constraint: Member must z")
@example(TEMPLATES[2], "a] contains duplicates.")
def test_no_value_gets_through(template: str, noise: str) -> None:
    marked = f"Zq7{noise}Zq7"

    assert "Zq7" not in redact_text(template.replace("secret", marked))


def test_a_text_without_end_is_shortened() -> None:
    assert len(redact_text("word " * 1000)) <= 601


def test_the_result_is_one_line() -> None:
    assert redact_text("one\r\n two\tthree") == "one two three"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://me:secret@proxy:3128/", "http://proxy:3128/"),
        (
            'no connection to "https://me@host/a?token=secret#x"',
            'no connection to "https://host/a"',
        ),
        ("a text without a URL", "a text without a URL"),
    ],
)
def test_a_url_loses_user_password_and_query(text: str, kept: str) -> None:
    assert redact_url(text) == kept


@pytest.mark.parametrize(
    ("report", "problems"),
    [
        (
            'Missing required parameter in input: "TableName"',
            [{"parameter": "TableName", "problem": "missing"}],
        ),
        (
            'Missing required parameter in RequestItems.app[0]: "Keys"',
            [{"parameter": "RequestItems.app[0].Keys", "problem": "missing"}],
        ),
        (
            'Unknown parameter in input: "Tablename", must be one of: TableName, Item',
            [{"parameter": "Tablename", "problem": "unknown"}],
        ),
        (
            'Unknown parameter in Item.pk: "secret", must be one of: S, N, B',
            [{"parameter": "Item.pk.…", "problem": "unknown"}],
        ),
        (
            'Unknown parameter in input: "(secret)", must be one of: TableName, Item',
            [{"parameter": "…", "problem": "unknown"}],
        ),
        (
            "Invalid type for parameter Item.pk.S, value: 4711secret, type: <class 'int'>,"
            " valid types: <class 'str'>",
            [
                {
                    "parameter": "Item.pk.S",
                    "problem": "invalid type",
                    "given": "int",
                    "expected": "str",
                }
            ],
        ),
        (
            "Invalid length for parameter TableName, value: 0, valid min length: 1",
            [
                {
                    "parameter": "TableName",
                    "problem": "invalid length",
                    "expected": "a length of 1 or more",
                }
            ],
        ),
        (
            "Invalid value for parameter Limit, value: 0, valid min value: 1",
            [{"parameter": "Limit", "problem": "invalid value", "expected": "1 or more"}],
        ),
        (
            "Invalid type for parameter Item.pk (key: secret), value: secret,"
            " type: <class 'int'>, valid types: <class 'str'>",
            [
                {
                    "parameter": "Item.pk…",
                    "problem": "invalid type",
                    "given": "int",
                    "expected": "str",
                }
            ],
        ),
        (
            "Invalid type for parameter Item.a.S, value: [1,\nMissing required parameter in"
            " input: \"secret\"\n2], type: <class 'list'>, valid types: <class 'str'>",
            [{"parameter": "Item.a.S", "problem": "invalid type"}],
        ),
        (
            "Must set one of the following keys for tagged unionstructure Body: a, b.",
            [{"parameter": "Body", "problem": "invalid"}],
        ),
        (
            "Invalid number of parameters set for tagged union structure Body. Can only set one of"
            " the following keys: a, b.",
            [{"parameter": "Body", "problem": "invalid"}],
        ),
        (
            "Invalid parameter Body must be json serializable: secret",
            [{"parameter": "Body", "problem": "invalid"}],
        ),
        ("a line that botocore does not write: secret", []),
    ],
)
def test_a_report_becomes_paths_and_kinds(report: str, problems: list[dict[str, str]]) -> None:
    assert redact_report(report) == problems
    assert "secret" not in str(problems)


def test_a_report_of_two_lines_becomes_two_problems() -> None:
    report = (
        'Missing required parameter in input: "TableName"\n'
        "Invalid type for parameter Item, value: secret, type: <class 'str'>,"
        " valid types: <class 'dict'>"
    )

    assert [problem["parameter"] for problem in redact_report(report)] == ["TableName", "Item"]
