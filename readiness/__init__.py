"""Audit a repository of an AI product for production readiness, with evidence for every verdict."""

from readiness.version import __version__ as __version__
