"""botocore's options for servers that speak S3's protocol and are not AWS's; makes no client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.config import Config

__all__ = ["compatible_config"]


def compatible_config(config: Config | None = None) -> Config:
    """Fill in what such servers need where a config is silent.

    Args:
        config: The caller's options, which win.

    Returns:
        A new config.

    Example:
        >>> compatible_config().request_checksum_calculation
        'when_required'
    """
    from botocore.config import Config

    needed = Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        signature_version="s3v4",
        s3={"addressing_style": "path"},
    )
    if config is None:
        return needed
    # botocore would take the caller's dictionary of options of S3 in place of the one above.
    options: Any = {"addressing_style": "path", **(getattr(config, "s3", None) or {})}
    return needed.merge(config).merge(Config(s3=options))
