"""The verbs of DynamoDB, one module each; `DynamoDB` joins them.

A service has all verbs, and a process mostly uses few. So a verb imports what a get does not need
inside the function that uses it; ``tests/tooling/test_cold_process.py`` holds a first get to that.
"""
