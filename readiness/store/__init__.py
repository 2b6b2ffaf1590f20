"""Runs over time: a store of results (SQLite or PostgreSQL), what identifies a repository, and how its schema grows."""
