"""What clients say of themselves in each request, made once for each; knows no service."""

from __future__ import annotations

from typing import Any

__all__ = ["remember_user_agent"]


class _Remembered:
    """botocore's maker of the header `User-Agent`, asked once for each client.

    botocore makes the text twice for every request, which takes a sixth of the time of a call.
    It differs only in the marks of features that botocore counts for single requests.
    """

    def __init__(self, maker: Any) -> None:
        self._maker = maker
        self._text: str | None = None

    def with_client_config(self, client_config: Any) -> _Remembered:
        """Make the one of a client."""
        return _Remembered(self._maker.with_client_config(client_config))

    def to_string(self) -> str:
        """Give the text."""
        if self._text is None:
            self._text = str(self._maker.to_string())
        return self._text

    def rebuild_and_replace_user_agent_handler(self, **_: Any) -> None:
        """Leave the header of a request as it is: it has the text already."""

    def __getattr__(self, name: str) -> Any:
        """Give whatever else botocore asks for."""
        return getattr(self._maker, name)


def remember_user_agent(session: Any) -> None:
    """Let the clients that a session makes from now on send a text that is made once.

    Args:
        session: A botocore session of the library's own.
    """
    name = "user_agent_creator"
    try:
        maker = session.get_component(name)
    except ValueError:
        # A release of botocore without it; nothing depends on it but speed.
        return
    session.register_component(name, _Remembered(maker))
