"""Audit a repository of an AI product for production readiness, with evidence for every verdict."""

__version__ = "0.1.0"
