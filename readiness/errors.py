"""What may go wrong in words that people can act upon: every error that is meant for a caller, under one base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class ReadinessError(Exception):
    """The base of every error that says what somebody else than the program has to mend."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a file that a person wrote. `line` is from 1; 0 means the file as a whole."""

    path: str
    line: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class BadInput(ReadinessError):
    """What people handed in is wrong; no audit was made. Carries every mistake that was found, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[BadInput], tuple[tuple[Problem, ...]]]:
        """Its problems, not its words, make it anew in another process."""
        return type(self), (self.problems,)


class BadResult(ReadinessError, ValueError):
    """A text is no result of an audit; it says why, with the place of each mistake."""


class NothingJudged(ReadinessError):
    """No rule could be judged: the audit is incomplete, and neither passed nor failed."""


class NoSuchCommit(ReadinessError):
    """A name that stands for no commit of the repository, or a commit that the clone lacks."""


class StoreProblem(ReadinessError):
    """The history store cannot be used; `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem

    def __reduce__(self) -> tuple[type[StoreProblem], tuple[Problem]]:
        return type(self), (self.problem,)
