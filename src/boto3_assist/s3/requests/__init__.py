"""What is asked of S3, as plain dictionaries of botocore's parameters; sends nothing."""
