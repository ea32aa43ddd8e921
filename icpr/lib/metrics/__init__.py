"""Figures for whoever watches the library, in the form that Prometheus reads: what processes count while they work."""
