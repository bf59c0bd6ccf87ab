"""What is measured in processes of its own: run as `python -m benchmarks.programs.NAME`."""
