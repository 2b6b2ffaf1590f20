"""Fixtures that read data, as tests ask for them: by name, through others, and never for ever."""

from __future__ import annotations

from readiness.fixtures import fixtures_that_read
from readiness.product import Product
from readiness.snapshot import Snapshot

TEST = "def test_accuracy(model, cases):\n    assert accuracy_score(cases) > 0.8\n"


def place(test: str, **fixtures: str) -> str:
    files = {f"tests/{name}.py": text for name, text in fixtures.items()}
    hit = fixtures_that_read(Product(Snapshot.of({**files, "app.py": "x = 1\n"}))).read_by(test)
    return f"{hit.path}:{hit.line}" if hit else ""


def test_a_fixture_that_reads_is_found_by_its_name() -> None:
    conftest = (
        "import pytest\n\n@pytest.fixture(scope='session')\ndef cases():\n    frame = load_df()\n    return frame\n"
    )
    assert place(TEST, conftest=conftest) == "tests/conftest.py:5"


def test_a_fixture_is_found_through_the_one_that_asks_for_it() -> None:
    text = (
        "import pytest\n\n@pytest.fixture\ndef model(frame):\n    return fit(frame)\n\n"
        "@pytest.fixture\ndef frame():\n    return pd.read_csv('titanic.csv')\n"
    )
    assert place(TEST, fixtures=text) == "tests/fixtures.py:9"


def test_fixtures_that_make_their_data_up_or_ask_for_themselves_read_nothing() -> None:
    text = "import pytest\n\n@pytest.fixture\ndef model(cases):\n    return 1\n\n@pytest.fixture\ndef cases(model):\n    return [1, 2]\n"
    assert place(TEST, conftest=text) == ""


def test_a_fixture_that_no_test_asks_for_does_not_count() -> None:
    text = "import pytest\n\n@pytest.fixture\ndef other():\n    return pd.read_csv('titanic.csv')\n"
    assert place(TEST, conftest=text) == ""
