import re

import pytest

from readiness.credentials import KNOWN_SHAPES, is_live, is_placeholder, looks_random

LIVE = "kT8vQ2mZx9LrW4cYb7NdHp5Hs1GfJ6uRaEo0iXq3V"


@pytest.mark.parametrize(
    "value", ["your-api-key-here", "sk-xxxxxxxxxxxx", "changeme", "<token>", "${TOKEN}", "1f7d08****29e"]
)
def test_what_people_are_to_replace_is_a_placeholder(value: str) -> None:
    assert is_placeholder(value)
    assert not looks_random(value)


def test_a_long_mixed_value_looks_random() -> None:
    assert looks_random(LIVE)


@pytest.mark.parametrize(
    "value",
    [
        "my_service_access_token_name",
        "https://api.shop.io/v1/keys",
        "66162f89-a4d9-420c-84bd-d10f12a428d9",
        "phc_" + LIVE,
        "short1A",
    ],
)
def test_names_addresses_uuids_and_public_keys_do_not_look_random(value: str) -> None:
    assert not looks_random(value)


def test_a_database_on_this_machine_is_no_live_address() -> None:
    shape = "a database address with its password"
    assert not is_live(shape, "postgresql://app:tR9kQ2mZx8@localhost.local")
    assert is_live(shape, "postgresql://app:tR9kQ2mZx8@db.shop.io")


def test_every_known_shape_keeps_to_what_both_engines_read() -> None:
    for _, shape in KNOWN_SHAPES:
        re.compile(shape)
        assert not re.search(r"\(\?(?:[=!]|<[=!])|\\[1-9]", shape)
