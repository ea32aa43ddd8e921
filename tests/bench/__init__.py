"""Benchmarks: `python -m tests.bench`. See docs/performance.md."""
