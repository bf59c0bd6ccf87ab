"""The verbs of DynamoDB, one module each; `DynamoDB` joins them."""
