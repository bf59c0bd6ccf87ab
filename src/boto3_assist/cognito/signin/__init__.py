"""Signing users in: the proof of the password, the tokens and the challenges on the way."""
