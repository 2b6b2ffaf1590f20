"""Comments and docstrings become spaces; strings, lines and lengths stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.masking import _BY_LANGUAGE, mask

KEPT, GONE = "kept", "gone"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "kept = 1  # gone\n"),
        ("python", '"""gone"""\nkept = 1\n'),
        ("python", '# gone\n"""gone"""\nkept = """kept\nkept"""\n'),
        ("python", 'def kept(a="kept"):\n    """gone\n    gone\n    """\n    return "kept # kept"\n'),
        ("python", "class Kept:\n    r'''gone'''\n    kept = 1\n"),
        ("python", "def kept():\n    'gone'\n    return f\"kept\"\n"),
        ("python", 'kept = {"kept":\n    "kept"}\n'),
        ("python", 'kept(\n    """kept"""\n)\n'),
        ("python", "kept = 'it\\'s # kept'  # gone\n"),
        ("python", 'kept = "kept\n# gone\n'),
        ("javascript", "kept(); // gone\n/* gone\n gone */ kept();\n"),
        ("javascript", "const kept = 'http://kept' + `// kept\n/* kept */`;\n"),
        ("javascript", "<a>https://kept</a>\n"),
        ("go", "kept := `/* kept */` // gone\n"),
        ("java", 'String kept = "// kept"; /** gone */\n'),
        ("rust", "let kept = 'a'; // gone\nlet b: &'a str = \"// kept\";\n"),
        ("php", "#[Kept]\n# gone\n// gone\n$kept = '# kept';\n"),
        ("yaml", "kept: a#kept # gone\nkept: 'x # kept'\n# gone\n"),
        ("dockerfile", "# gone\nRUN kept --color='#kept'\n"),
        ("shell", "kept ${x#kept} # gone\n"),
        ("terraform", 'kept = "#kept" # gone\n'),
        ("ini", "# gone\n; gone\nkept=a;kept\n"),
        ("sql", "kept 'it''s -- kept' -- gone\n/* gone */\n"),
        ("html", "<p>kept</p><!-- gone\n gone --><b>kept</b><!-- gone"),
        ("markdown", "kept <!-- gone --> kept"),
        ("ruby", "kept = '#kept' # gone\n"),
        ("text", "kept # kept // kept"),
        ("javascript", "kept /* gone gone"),
        ("python", "'''gone"),
    ],
)
def test_what_is_no_code_is_blanked(language: str, text: str) -> None:
    masked = mask(text, language)
    assert GONE not in masked
    assert masked.count(KEPT) + masked.count("Kept") == text.count(KEPT) + text.count("Kept")


@given(st.sampled_from(sorted(_BY_LANGUAGE)), st.text(alphabet="a:#/*-'\"`\\\n<>!()[] r=", max_size=80))
def test_lengths_and_lines_stay_whatever_the_text(language: str, text: str) -> None:
    masked = mask(text, language)
    assert len(masked) == len(text)
    assert [at for at, sign in enumerate(masked) if sign == "\n"] == [
        at for at, sign in enumerate(text) if sign == "\n"
    ]
    assert all(one in (" ", other) for one, other in zip(masked, text, strict=True))


@pytest.mark.parametrize("sign", ['"', "'", "`", "/*", "#", '"""', "'''", "\\", '"\\', "<!--", "--", "//"])
def test_no_text_takes_long(sign: str) -> None:
    started = time.process_time()
    for language in sorted(_BY_LANGUAGE):
        mask(sign * 5_000, language)
        mask((sign + " ") * 5_000, language)
    assert time.process_time() - started < 10
