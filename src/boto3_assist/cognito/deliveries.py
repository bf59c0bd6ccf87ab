"""Where Cognito sent a code, and what came of a sign-up; knows no request and no client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["CodeDelivery", "SignUpOutcome"]


@dataclass(frozen=True)
class CodeDelivery:
    """Where Cognito sent a code.

    Attributes:
        medium: ``EMAIL`` or ``SMS``.
        destination: The address or telephone number, masked by Cognito.
        attribute: The attribute that it is, such as ``email``.
    """

    medium: str | None
    destination: str | None
    attribute: str | None

    @classmethod
    def from_response(cls, response: Mapping[str, Any]) -> CodeDelivery | None:
        """Read it out of a response.

        Args:
            response: The response.

        Returns:
            The delivery; None when no code was sent.
        """
        details = response.get("CodeDeliveryDetails")
        if not details:
            return None
        return cls(
            medium=details.get("DeliveryMedium"),
            destination=details.get("Destination"),
            attribute=details.get("AttributeName"),
        )


@dataclass(frozen=True)
class SignUpOutcome:
    """What came of a sign-up.

    Attributes:
        sub: The user's id in tokens.
        confirmed: Whether the user may sign in already.
        delivery: Where the code was sent that confirms the user; None when none was.
    """

    sub: str
    confirmed: bool
    delivery: CodeDelivery | None
