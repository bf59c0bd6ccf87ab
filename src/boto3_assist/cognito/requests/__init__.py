"""The requests to Cognito, built purely; nothing here sends them."""
