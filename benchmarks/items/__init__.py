"""The two items that are measured, an order and a user, in every form that takes part."""
