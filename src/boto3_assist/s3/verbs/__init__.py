"""The verbs of S3: each module a group of operations, all on one base."""
