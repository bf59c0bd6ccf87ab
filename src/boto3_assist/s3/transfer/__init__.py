"""Moves bytes between files, streams and S3: atomic, verified, resumable."""
