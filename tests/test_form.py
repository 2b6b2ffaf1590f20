import base64
import hashlib
import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from readiness.form import page
from readiness.model import Target
from readiness.rendering import inlined, script_json
from readiness.resources import resource
from tests.assessments_in_memory import assessment
from tests.forms_in_memory import HOSTILE, asked, form, hostile_findings

ANSWERED = """schema: 1
answers:
  P108: {answer: yes, by: Jo Li, date: 2026-02-01, value: Jo Li, evidence: [docs/owner.md]}
  O112: {answer: yes, by: Jo Li, date: 2025-01-01, value: 'https://a.example/d'}
"""


class Elements(HTMLParser):
    """Every element with its attributes, and the text inside each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.raw.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.raw and self.found[-1][0] == self.raw[-1][0] and not self.raw[-1][2]:
            self.raw[-1] = (*self.raw[-1][:2], data)


def data_of(text: str) -> dict[str, Any]:
    (found,) = (inside for _, attributes, inside in Elements(text).raw if attributes.get("type") == "application/json")
    return json.loads(found)


def policy_of(text: str) -> dict[str, str]:
    (content,) = (
        attributes["content"] or ""
        for tag, attributes in Elements(text).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    return {part.split()[0]: " ".join(part.split()[1:]) for part in content.split(";")}


def test_the_policy_allows_nothing_but_the_pages_own_style_and_script() -> None:
    text = form()
    policy = policy_of(text)
    assert policy["default-src"] == "'none'"
    assert set(policy) == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    for tag, attributes, inside in Elements(text).raw:
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        if attributes.get("type") != "application/json":
            assert policy[f"{tag}-src"] == f"'sha256-{digest}'"
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize("findings", [None, hostile_findings()], ids=["plain", "hostile"])
def test_nothing_is_fetched_and_nothing_runs_from_an_attribute(findings: Any) -> None:
    for tag, attributes in Elements(form(findings=findings)).found:
        assert tag not in ("link", "img", "iframe", "object", "embed", "form", "base", "audio", "video"), attributes
        assert not any(name.startswith("on") or name in ("src", "style", "action", "srcset") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")


def test_hostile_words_stay_words() -> None:
    text = form(findings=hostile_findings())
    assert "<img" not in text
    assert text.count("</script>") == len([one for one in Elements(text).raw if one[0] == "script"]) == 2
    assert "{{ 7*7 }} ${7}" in text
    assert HOSTILE in {item["unit"] for item in data_of(text)["items"]}


def test_json_in_a_script_can_neither_end_it_nor_open_a_comment() -> None:
    written = script_json({"a": "</script><!-- & \u2028 \ud800"})
    assert not set("<>&") & set(written)
    assert written.isascii()
    assert json.loads(written) == {"a": "</script><!-- & \u2028 \ud800"}


def test_a_page_can_be_written_whatever_a_folder_is_called() -> None:
    items, made = asked()
    odd = replace(made, target=Target("sh\udcffop\x1b[31m</title>", "", False, "2026-03-01"))
    page(items, odd).encode("utf-8")


def test_two_pages_of_one_assessment_are_equal() -> None:
    assert form(ANSWERED) == form(ANSWERED)


def test_what_adds_most_comes_first_and_gates_before_all() -> None:
    found = data_of(form())["items"]
    assert found[0]["id"] == "P101"
    assert found[0]["key"] == "q1"
    assert {item["section"] for item in found} == {"section-P", "section-R", "section-O", "section-U"}


def test_answers_at_hand_stand_in_the_page_as_in_their_file() -> None:
    text = form(ANSWERED)
    items = {item["id"]: item for item in data_of(text)["items"]}
    assert items["P108"]["answer"] == {
        "answer": "yes", "value": "Jo Li", "evidence": ["docs/owner.md"], "by": "Jo Li", "date": "2026-02-01",
    }  # fmt: skip
    assert items["P101"]["answer"] is None
    assert items["O112"]["state"] == "stale"
    assert "It no longer counts: it expired on" in text


def test_each_question_has_a_legend_a_label_for_every_field_and_a_place_for_its_errors() -> None:
    elements = Elements(form()).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labels = {attributes.get("for") for tag, attributes in elements if tag == "label"}
    for tag, attributes in elements:
        if tag in ("input", "textarea", "select") and attributes.get("type") != "radio":
            assert attributes["id"] in labels
            for described in (attributes.get("aria-describedby") or "").split():
                assert described in ids
    assert sum(tag == "legend" for tag, _ in elements) == 7


def test_a_suggestion_is_shown_as_one_and_answers_nothing() -> None:
    text = form()
    assert "README.md:12" in text
    assert "seems to say <q>Clerks read 60 pages a case.</q>" in text
    assert not any("checked" in attributes for _, attributes in Elements(text).found)


def test_a_page_without_questions_is_a_page() -> None:
    assert "Nothing is open" in page((), assessment(()))


def test_every_script_of_the_form_is_in_the_page_and_none_ends_its_element() -> None:
    names = sorted(f"form/{path.name}" for path in (resource("templates") / "form").glob("*.js"))
    text = form()
    for name in names:
        source = inlined(name).text
        assert source in text, name
        assert "</" not in source and "<!--" not in source
        assert "innerHTML" not in source and "eval(" not in source
