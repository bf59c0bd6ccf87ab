"""An order desk in three parts, models, services and handlers; `python -m` runs it locally."""
