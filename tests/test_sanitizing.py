"""What is shown of an audited repository: no secrets, no control characters, no endless lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.sanitizing import MAX_SNIPPET, mask_secrets, printable, snippet

SECRETS = [
    "sk-proj-abcdefghijklmnop1234567890", "sk-ant-api03-abcdefghijklmnopqrstuvwxyz", "sk-or-v1-0123456789abcdef0123",
    "AKIAIOSFODNN7EXAMPLE", "ghp_abcdefghijklmnopqrstuvwxyz0123456789", "github_pat_11ABCDEFG0abcdefghijkl",
    "glpat-abcdefghij0123456789", "xoxb-123456789012-abcdefghijkl", "AIzaSyA1234567890abcdefghijklmnopqrstuv",
    "hf_abcdefghijklmnopqrstuvwxyzABCDEF", "gsk_abcdefghijklmnopqrstuvwxyz0123", "r8_abcdefghijklmnopqrstuvwxyz012345",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "npm_abcdefghijklmnopqrstuvwxyz0123456789",
    "sk_live_abcdefghijklmnopqrstuvwx", "SG.abcdefghijklmnopqrstuv.wxyz0123456789ABCDEFGHIJ",
]  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS)
def test_a_credential_is_masked_and_known_by_its_beginning(secret: str) -> None:
    shown = snippet(f"client = make({secret!r})")
    assert secret[-10:] not in shown
    assert "****" in shown and shown.startswith("client = make(")


@pytest.mark.parametrize(
    "line",
    [
        'password = "hunter2hunter2"', "api_key: 'Zx81kQp03LmN'", 'DB_SECRET="pa55w0rd99"', 'access_key="Qw3rTy77uIoP"',
        "postgres://ada:hunter2hunter2@db/app", "redis://default:Zx81kQp03LmN@cache:6379",
    ],
)  # fmt: skip
def test_an_assigned_secret_is_masked(line: str) -> None:
    shown = snippet(line)
    assert not any(word in shown for word in ("hunter2hunter2", "Zx81kQp03LmN", "pa55w0rd99", "Qw3rTy77uIoP"))


@pytest.mark.parametrize(
    "line",
    [
        'api_key = "${OPENAI_API_KEY}"', 'token: "{{ secrets.TOKEN }}"', 'password = "your-password-here"',
        'secret = "<replace-me>"', 'api_key="OPENAI_API_KEY"', "https://example.org/path",
    ],
)  # fmt: skip
def test_a_placeholder_is_evidence_and_stays(line: str) -> None:
    assert snippet(line) == line


def test_control_and_direction_characters_do_not_reach_a_report() -> None:
    assert snippet("a\x1b[31mb\x00c\u202ed\u2066e\u200bf\x9bg\x85h\u2028i\ufeff") == "a[31mbcdefghi"


def test_tabs_and_runs_of_blanks_are_folded() -> None:
    assert snippet("\ta \t  b  ") == "a b"


def test_a_long_line_is_cut() -> None:
    shown = snippet("x" * 5000)
    assert len(shown) == MAX_SNIPPET and shown.endswith("…")


def test_a_secret_at_the_cut_is_still_masked() -> None:
    line = "x" * (MAX_SNIPPET - 12) + " " + SECRETS[0]
    assert SECRETS[0][8:14] not in snippet(line)


def test_rich_markup_is_left_to_reports_which_escape_it() -> None:
    assert snippet("[bold]x[/bold] [/etc]") == "[bold]x[/bold] [/etc]"


def test_a_path_loses_its_control_characters_only() -> None:
    assert printable("a\n\x1b[1mb [x] ü.py") == "a\n\ufffd[1mb [x] ü.py".replace("\n", "\n")


@given(st.text(max_size=400))
def test_any_text_becomes_one_short_clean_line(text: str) -> None:
    shown = snippet(text)
    assert len(shown) <= MAX_SNIPPET
    assert "\n" not in shown and "\x1b" not in shown
    assert mask_secrets(shown) is not None


@pytest.mark.parametrize(
    "value", ["correct-horse-battery", "hunterhunter", "Sommer.2026", "swordfish", "letmein_please"]
)
def test_a_password_of_plain_words_is_masked(value: str) -> None:
    assert value not in mask_secrets(f'password = "{value}"')


@pytest.mark.parametrize(
    "value",
    ["${DB_PASSWORD}", "OPENAI_API_KEY", "settings.openai_key", "mysecrettoken", "<your key>", "change-me-now1"],
)
def test_what_only_stands_for_a_secret_stays(value: str) -> None:
    assert mask_secrets(f'password = "{value}"') == f'password = "{value}"'
