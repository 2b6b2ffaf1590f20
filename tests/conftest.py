"""What all tests share: this machine's memory is left alone, and properties are tested by examples, never by a clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same way on fast and on busy machines: by the number of examples.
settings.register_profile("readiness", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("readiness")


@pytest.fixture(scope="session", autouse=True)
def own_memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder for this run alone; programs that tests start inherit it."""
    folder = tmp_path_factory.mktemp("memory")
    before = os.environ.get("READINESS_CACHE_DIR")
    os.environ["READINESS_CACHE_DIR"] = str(folder)
    yield folder
    if before is None:
        del os.environ["READINESS_CACHE_DIR"]
    else:
        os.environ["READINESS_CACHE_DIR"] = before
