"""The countries and cities of the world in one DynamoDB table; `python -m` runs the program."""
