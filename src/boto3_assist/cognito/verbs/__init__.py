"""The verbs of Cognito, one module each; `Cognito` joins them."""
