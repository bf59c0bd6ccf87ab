"""What the project's own commands run; none of it is part of the package."""
