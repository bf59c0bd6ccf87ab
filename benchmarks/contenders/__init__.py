"""Who takes part, each with the calls that it makes for the same work."""
