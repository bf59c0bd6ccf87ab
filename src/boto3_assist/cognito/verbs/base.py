"""What every verb of Cognito needs: the one way to send a request."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from boto3_assist.connections.unlogged import unlogged
from boto3_assist.service import Service

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

__all__ = ["CognitoVerbs"]

_logger = logging.getLogger("boto3_assist.cognito")


class CognitoVerbs(Service):
    """The base of the verbs of Cognito."""

    service_name: ClassVar[str] = "cognito-idp"

    if TYPE_CHECKING:

        @property
        def client(self) -> CognitoIdentityProviderClient:
            """The boto3 client that sends."""

    def _send(self, method_name: str, request: Mapping[str, Any]) -> Mapping[str, Any]:
        # Names of pools and clients only: all else of a request is personal or secret. As reprs: a
        # line break in a name must not make a line of its own.
        place = request.get("UserPoolId") or request.get("ClientId") or "-"
        _logger.debug("%s %r", method_name, place)
        with unlogged():
            response: Mapping[str, Any] = self._call(method_name, request)
        return response
