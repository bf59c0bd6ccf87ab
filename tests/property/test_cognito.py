"""Laws of filters, attributes and SRP that hold for whatever a user types in."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Annotated

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.cognito import CognitoAttribute, CognitoUser, UserFilter
from boto3_assist.cognito.signin.srp import PasswordChallenge, new_ephemeral_key, password_claim
from tests.unit.cognito.signin.srp_server import SrpServer

GRAMMAR = re.compile(
    r'(?P<name>[\w:]+) (?P<operator>=|\^=) "(?P<value>(?:[^"\\]|\\.)*)"', re.DOTALL
)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
HOSTILE = st.text(alphabet='"\\ =^aorx%*\n', min_size=1) | st.text(min_size=1)
NOW = datetime(2026, 2, 1, tzinfo=timezone.utc)


@given(HOSTILE, st.sampled_from(["email", "username", "cognito:user_status"]))
def test_a8_a_filter_is_one_condition_on_the_very_value(value: str, attribute: str) -> None:
    for operator, made in (
        ("=", UserFilter.equals(attribute, value)),
        ("^=", UserFilter.starts_with(attribute, value)),
    ):
        read = GRAMMAR.fullmatch(str(made))
        assert read is not None
        assert (read["name"], read["operator"]) == (attribute, operator)
        assert ESCAPE.sub(r"\1", read["value"]) == value


@given(HOSTILE)
def test_a8_no_quotation_mark_stands_alone(value: str) -> None:
    inner = str(UserFilter.equals("email", value))[len('email = "') : -1]
    without_pairs = re.sub(r"\\\\", "", inner)

    assert '"' not in without_pairs.replace('\\"', "")
    assert not without_pairs.endswith("\\")


class Member(CognitoUser):
    level: Annotated[int | None, CognitoAttribute("custom:level")] = None
    roles: Annotated[list[str], CognitoAttribute("custom:roles", separator=",")] = []


TEXTS = st.none() | st.text(min_size=1)
MEMBERS = st.builds(
    Member,
    username=st.text(min_size=1, max_size=20),
    email=TEXTS,
    given_name=TEXTS,
    email_verified=st.none() | st.booleans(),
    level=st.none() | st.integers(-(10**9), 10**9),
    roles=st.lists(st.text(min_size=1).filter(lambda text: "," not in text), max_size=3),
    attributes=st.dictionaries(st.sampled_from(["custom:a", "locale"]), st.text(min_size=1)),
)


@given(MEMBERS)
def test_e10_a_user_is_read_as_it_was_written(member: Member) -> None:
    entries = [{"Name": n, "Value": text} for n, text in member.attribute_texts().items()]

    for name in ("Attributes", "UserAttributes"):
        assert Member.from_response({"Username": member.username, name: entries}) == member
    assert member.to(CognitoUser).to(Member) == member


@given(MEMBERS, MEMBERS)
def test_writing_the_changes_of_a_user_makes_it_that_user(before: Member, after: Member) -> None:
    texts: dict[str, str | None] = {**before.attribute_texts(), **after.changes_since(before)}

    assert {name: text for name, text in texts.items() if text} == after.attribute_texts()


@settings(max_examples=15)
@given(
    password=st.text(min_size=1),
    other=st.text(min_size=1),
    user=st.text(min_size=1),
    salt=st.integers(0, 2**130),
    a=st.integers(1, 2**256),
    b=st.integers(1, 2**256),
)
def test_srp_lets_in_with_the_right_password_alone(
    password: str, other: str, user: str, salt: int, a: int, b: int
) -> None:
    server = SrpServer("AbCdEfGhI")
    server.add_user(user, password, salt)
    key = new_ephemeral_key(a)
    for attempt in (password, other):
        asked = PasswordChallenge.from_parameters(server.challenge(user, key.public_hex, b))
        claim = password_claim(key, asked, pool_name="AbCdEfGhI", password=attempt, moment=NOW)
        assert server.accepts(claim) is (attempt == password)
