"""Reads Jenkinsfiles roughly: stages, shell texts and triggers, by their words."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.formats.pipeline_shape import Job, Pipeline, Step, Trigger
from readiness.formats.plain_text import LineNumbers, clean

_STAGE = compile_later(r"\bstage\s*\(\s*['\"]([^'\"\n]*)['\"]")
_SHELL = compile_later(
    r"\b(?:sh|bat|powershell|pwsh)\b[ \t]*\(?[ \t]*(?:(?:label[ \t]*:[^,\n]*,[ \t]*)?script[ \t]*:[ \t]*)?"
    r"(?:(?P<long>'''|\"\"\")|(?P<short>['\"]))"
)
_TRIGGER = compile_later(r"\b(cron|pollSCM|githubPush|upstream|gitlab)\s*\(\s*(?:['\"]([^'\"\n]*)['\"])?")
_COMMENT = compile_later(r"(?m)^[ \t]*//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/")
_CONDITION = compile_later(r"\b(?:branch|tag|buildingTag|changeRequest|environment|expression)\b[^\n]{0,120}")


def read_jenkins(path: str, text: str) -> Pipeline:
    """A declarative or scripted pipeline. Jenkins is taken to build on pushes; `cron` and `input` are told apart."""
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group()), clean(text))
    numbers = LineNumbers(text)
    marks = [(found.start(), found.group(1)) for found in _STAGE.finditer(text)]
    marks = marks or [(0, "pipeline")]
    steps = [(found.start(), _shell(text, found, numbers)) for found in _SHELL.finditer(text)]
    jobs = []
    for index, (start, name) in enumerate(marks):
        end = marks[index + 1][0] if index + 1 < len(marks) else len(text)
        own = tuple(step for at, step in steps if start <= at < end)
        when = re.search(r"\bwhen\s*\{", text[start:end])
        conditions = _CONDITION.findall(text, start + when.start(), end)[:5] if when else []
        manual = re.search(r"\binput\b\s*[\(\{]", text[start:end]) is not None
        jobs.append(Job(name, numbers.at(start), own, " ".join(conditions), manual=manual))
    triggers = [Trigger("push")]
    for found in _TRIGGER.finditer(text):
        kind = {"cron": "schedule", "pollSCM": "push", "githubPush": "push", "gitlab": "push"}.get(
            found.group(1), "call"
        )
        triggers.append(Trigger(kind, numbers.at(found.start()), found.group(2) or ""))
    if "changeRequest" in text:
        triggers.append(Trigger("pull_request"))
    return Pipeline(path, "jenkins", tuple(triggers), tuple(jobs))


def _shell(text: str, found: re.Match[str], numbers: LineNumbers) -> Step:
    quote = found.group("long") or found.group("short")
    limit = len(text) if found.group("long") else text.find("\n", found.end())
    end = text.find(quote, found.end(), limit if limit >= 0 else len(text))
    run = text[found.end() : end if end >= 0 else min(limit if limit >= 0 else len(text), found.end() + 20_000)]
    return Step(numbers.at(found.start()), run.strip(), run_line=numbers.at(found.end()))
