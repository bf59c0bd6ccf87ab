"""Timeouts of a client for a call that must be over soon; makes and calls no client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from botocore.config import Config

__all__ = ["hurried_config"]

# In steps, so that a pool keeps few clients however many different times are left.
_STEPS: Final = (30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25)
# What botocore's standard mode does unless told otherwise.
_ATTEMPTS: Final = 3


def hurried_config(client: Any, config: Config | None, seconds: float) -> Config | None:
    """Give options by which all attempts of a call together take no longer than is left.

    Args:
        client: The client that would send.
        config: The options that it was made with.
        seconds: How long is left.

    Returns:
        Options with shorter timeouts, at least a quarter of a second; None where those of the
        client are short enough.
    """
    from botocore.config import Config

    current = client.meta.config
    retries = getattr(current, "retries", None) or {}
    share = seconds / max(1, retries.get("total_max_attempts", _ATTEMPTS))
    step = next((step for step in _STEPS if step <= share), _STEPS[-1])
    if share >= max(current.connect_timeout, current.read_timeout):
        return None
    shorter = Config(
        connect_timeout=min(step, current.connect_timeout),
        read_timeout=min(step, current.read_timeout),
    )
    return shorter if config is None else config.merge(shorter)
