"""What the unit tests of S3 share."""

from __future__ import annotations

from tests.service_models import service_models_are_read_once

__all__ = ["service_models_are_read_once"]
