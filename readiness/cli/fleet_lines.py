"""What a fleet run tells: a line a repository in the order of their names, a sum, and meanwhile how far it is."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from readiness import Verdict
from readiness.cli.leaving import close_quietly
from readiness.cli.output import look_of, make_safe
from readiness.fleet_orders import AUDITED, FAILED, FAILURES, STORED, UNCHANGED, Order, Outcome
from readiness.sanitizing import printable
from readiness.screen import BAD, GOOD, OPEN, PART, QUIET, STRONG, Screen
from readiness.wording import VERDICTS, ascii_only, interval

FORMATS = ("text", "json", "jsonl")
_STYLES = {"blocked": BAD, "not-ready": BAD, "undetermined": OPEN, "ready-with-exceptions": PART, "ready": GOOD}
_DONE = {AUDITED: "audited", STORED: "stored before", UNCHANGED: "unchanged"}
_WIDEST = max(len(word) for word in VERDICTS.values())
_COMMIT = 12
_WINDOW = 300  # outcomes from which the rate is told
_SHOW_EVERY = 0.2  # seconds between two states of the progress line


@dataclass(slots=True)
class Sum:
    """How many repositories ended, by state, verdict and failure."""

    repositories: int = 0
    states: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        self.repositories += 1
        self.states[outcome.state] += 1
        if outcome.state == FAILED:
            self.failures[outcome.failure] += 1
        else:
            self.verdicts[outcome.verdict] += 1

    def as_data(self) -> dict[str, Any]:
        """The sum as JSON has it."""
        return {
            "repositories": self.repositories,
            "states": {name: self.states[name] for name in (*_DONE, FAILED)},
            "verdicts": {str(verdict): self.verdicts[verdict] for verdict in Verdict},
            "failures": {name: self.failures[name] for name in FAILURES},
        }


class Lines:
    """Writes outcomes to stdout, each when those before it are written: those that wait for a slow one are held."""

    def __init__(self, form: str, color: str, quiet: bool, order: Order) -> None:
        make_safe(sys.stdout)
        look = look_of(sys.stdout, color)
        self._screen = Screen(sys.stdout, look.width, look.color, look.unicode)
        self._form, self._quiet, self._order = form, quiet, order
        self._held: dict[int, Outcome] = {}
        self._next = 0
        self._is_heard = True
        self._written = 0
        if form == "json":
            tool = {"name": "readiness", "version": order.version, "ruleset": order.ruleset}
            head = json.dumps({"schema_version": 1, "tool": tool, "date": order.as_of})
            self._write(f'{head[:-1]}, "repositories": [')

    def add(self, number: int, outcome: Outcome) -> None:
        """Write the outcome of the repository of that number, or hold it until its turn."""
        self._held[number] = outcome
        while self._next in self._held:
            self._tell(self._held.pop(self._next))
            self._next += 1
            self._guarded(sys.stdout.flush)  # who reads along waits for it

    def end(self, told: Sum) -> None:
        """Write what is still held, and the sum."""
        for number in sorted(self._held):
            self._tell(self._held.pop(number))
        if self._form == "json":
            self._write(f'\n], "sum": {json.dumps(told.as_data())}}}\n')
        elif self._form == "jsonl":
            self._write(json.dumps({"type": "sum", **told.as_data()}) + "\n")
        else:
            self._guarded(lambda: self._tell_sum(told))
        self._guarded(sys.stdout.flush)

    def _tell(self, outcome: Outcome) -> None:
        if self._form == "text":
            if not self._quiet:
                self._guarded(lambda: self._tell_line(outcome))
            return
        data = row(outcome)
        if self._form == "jsonl":
            self._write(json.dumps({"type": "repository", **data}) + "\n")
        else:
            self._write(("," if self._written else "") + "\n" + json.dumps(data))
        self._written += 1

    def _tell_line(self, one: Outcome) -> None:
        name = (f"  {printable(one.name)}", STRONG)
        if one.state == FAILED:
            says = f"  {FAILURES.get(one.failure, one.failure)}: {printable(one.says)}"
            self._screen.line((f"{'no result':{_WIDEST}}", f"reverse {BAD}"), " " * 8, name, says, hang=4)
            return
        verdict = (f"{VERDICTS[Verdict(one.verdict)]:{_WIDEST}}", _STYLES[one.verdict])
        points = f"{interval(one.low, one.high, self._screen.unicode):>8}"
        more = (f"  {one.commit[:_COMMIT]}" + (f"  {_DONE[one.state]}" if one.state != AUDITED else ""), QUIET)
        self._screen.line(verdict, points, name, more, hang=4)

    def _tell_sum(self, told: Sum) -> None:
        number = told.repositories
        if not number:
            return
        done = [f"{told.states[state]:,} {word}" for state, word in _DONE.items() if told.states[state]]
        lost = [f"{told.states[FAILED]:,} without a result"] if told.failures else []
        head = f"{number:,} {'repository' if number == 1 else 'repositories'}"
        self._screen.line((head, STRONG), ": " + ", ".join(done + lost), hang=2)
        words = [f"{told.verdicts[one]:,} {VERDICTS[one]}" for one in Verdict if told.verdicts[one]]
        if words:
            self._screen.line(", ".join(words), indent=2, hang=2)
        for name, says in FAILURES.items():
            if told.failures[name]:
                self._screen.line(f"{says}: {told.failures[name]:,}", indent=2, hang=2)

    def _write(self, text: str) -> None:
        self._guarded(lambda: sys.stdout.write(text))

    def _guarded(self, write: Any) -> None:
        """Write, unless nobody reads it any more; results are stored all the same."""
        if not self._is_heard:
            return
        try:
            write()
        except (BrokenPipeError, SystemExit):
            self._is_heard = False
            close_quietly()


def row(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON has it: what does not apply is null."""
    has_result = outcome.state != FAILED
    return {
        "name": outcome.name,
        "repository": outcome.repository or None,
        "commit": outcome.commit or None,
        "state": outcome.state,
        "failure": outcome.failure or None,
        "says": outcome.says or None,
        "verdict": outcome.verdict or None,
        "stage": outcome.stage or None,
        "low": outcome.low if has_result else None,
        "high": outcome.high if has_result else None,
        "owner": outcome.owner or None,
        "place": outcome.place or None,
    }


class Progress:
    """A line on stderr, where it is a terminal, that says how far the run is, its rate and the time that is left."""

    def __init__(self, repositories: int, quiet: bool) -> None:
        make_safe(sys.stderr)
        self._all = repositories
        self._is_on = sys.stderr.isatty() and not quiet and not os.environ.get("CI")
        self._times: deque[float] = deque([time.monotonic()], _WINDOW)
        self._shown = 0.0
        self._is_there = False
        if self._is_on:
            self._put(f"0 of {repositories:,}", "starting workers")

    def note(self, says: str) -> None:
        """Tell something that matters, terminal or not."""
        self.clear()
        sys.stderr.write(f"{ascii_only(printable(says))}\n")

    def show(self, told: Sum) -> None:
        """Tell how far the run is."""
        now = time.monotonic()
        self._times.append(now)
        is_fresh = self._is_there and now - self._shown < _SHOW_EVERY and told.repositories < self._all
        if not self._is_on or is_fresh:
            return
        self._shown = now
        rate = (len(self._times) - 1) / max(now - self._times[0], 1e-6)
        left = (self._all - told.repositories) / rate if rate else 0.0
        lost = [f"{told.states[FAILED]:,} without a result"] if told.failures else []
        speed = f"{rate:.1f}/s" if rate >= 1 else f"{rate * 60:.1f}/min"
        self._put(f"{told.repositories:,} of {self._all:,}", f"{duration(left)} left", speed, *lost)

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._is_there:
            self._put()

    def _put(self, *words: str) -> None:
        """Show words on the one line, as many as it has room for: a line that wraps could not be taken away."""
        text, room = "", _columns() - 1
        for word in words:
            longer = f"{text}  {word}" if text else word
            if len(longer) > room:
                break
            text = longer
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
        self._is_there = bool(text)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def duration(seconds: float) -> str:
    """`45 s`, `3:20 min`, `2:05 h`."""
    whole = int(seconds + 0.5)
    if whole < 100:
        return f"{whole} s"
    if whole < 6000:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole // 60 % 60:02} h"
