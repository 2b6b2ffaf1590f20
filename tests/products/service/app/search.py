"""Keyword search over the handbook."""

import sqlite3


def search(text: str) -> list[str]:
    with sqlite3.connect("handbook.db", timeout=5) as db:
        return [row[0] for row in db.execute("select body from passages where passages match ? limit 5", (text,))]
