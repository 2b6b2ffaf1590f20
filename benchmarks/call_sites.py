"""Compare the AI calls that `readiness` finds with those that people listed: found, wrong, and agreement on the guards.

usage: python benchmarks/call_sites.py LABELS RESULTS [--verbose]

LABELS holds `owner__name.yaml` files with `ai_call_sites`, RESULTS the matching `owner__name.json` of `readiness audit
--output-format json`. A listed call is found where a reported one starts in the same file at most three lines away; a
remote one is wrong where its file has listed calls but none within twelve lines, or has none although the list is
complete (shorter than 40). The SDK's default agrees with "default" and "no" for what people read as the default.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

NEAR, BESIDE, COMPLETE = 3, 12, 40
COLUMNS = {"timeout": "timeout", "retry": "retry", "handled": "errors_handled"}


@dataclass(frozen=True)
class Listed:
    """A call that people listed."""

    path: str
    line: int
    kind: str
    local: bool
    columns: Mapping[str, str]


def listed_calls(label: Mapping[str, Any]) -> list[Listed]:
    """The calls of one label file."""
    found = []
    for site in label.get("ai_call_sites") or []:
        path, _, line = str(site["at"]).rpartition(":")
        columns = {name: {True: "yes", False: "no"}.get(site.get(name), str(site.get(name))) for name in COLUMNS}
        found.append(Listed(path, int(line), str(site.get("kind", "")), columns["timeout"] == "local", columns))
    return found


def compare(name: str, listed: list[Listed], told: list[dict[str, Any]], count: Counter[str]) -> Iterator[str]:
    """Count one repository's calls; yields a line for every disagreement."""
    for site in listed:
        near = [c for c in told if c["path"] == site.path and abs(c["line"] - site.line) <= NEAR]
        kind = "local" if site.local else "remote"
        count[kind] += 1
        count[f"{kind} found"] += bool(near)
        if not near:
            yield f"missed {name} {site.path}:{site.line} {site.kind}"
        elif not site.local:
            yield from _columns(name, site, near, count)
    places: dict[str, list[int]] = {}
    for site in listed:
        places.setdefault(site.path, []).append(site.line)
    for call in told:
        if not call["remote"]:
            continue
        lines = places.get(call["path"])
        wrong = all(abs(line - call["line"]) > BESIDE for line in lines) if lines else len(listed) < COMPLETE
        count["reported"] += 1
        count["wrong"] += wrong
        if wrong:
            yield f"wrong {name} {call['path']}:{call['line']} {call['sdk']}.{call['kind']}"


def _columns(name: str, site: Listed, near: list[dict[str, Any]], count: Counter[str]) -> Iterator[str]:
    for column, guard in COLUMNS.items():
        want = site.columns[column]
        if want not in ("yes", "no", "default"):
            continue
        states = {c["guards"].get(guard, {}).get("state", "unknown") for c in near}
        agrees = bool(states & ({"default", "no"} if want == "default" else {want}))
        count[column] += 1
        count[f"{column} agrees"] += agrees
        if not agrees:
            yield f"{column} {name} {site.path}:{site.line} read as {want}, told as {', '.join(sorted(states))}"


def main() -> None:
    """Print the disagreements (with --verbose) and the shares."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labels", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    count: Counter[str] = Counter()
    for path in sorted(options.labels.glob("*__*.yaml")):
        result = options.results / f"{path.stem}.json"
        if result.exists():
            label = yaml.safe_load(path.read_text("utf-8"))
            told = json.loads(result.read_text("utf-8")).get("inventory", {}).get("ai_calls", [])
            for line in compare(path.stem, listed_calls(label), told, count):
                if options.verbose:
                    print(line)
    for what, part, whole in (
        ("remote calls found", "remote found", "remote"),
        ("local calls found", "local found", "local"),
        ("reported but wrong", "wrong", "reported"),
        ("timeout agrees", "timeout agrees", "timeout"),
        ("retry agrees", "retry agrees", "retry"),
        ("handled agrees", "handled agrees", "handled"),
    ):
        share = f"{count[part] / count[whole]:.2f}" if count[whole] else "none"
        print(f"{what:20} {count[part]:4} of {count[whole]:4}  {share}")


if __name__ == "__main__":
    main()
