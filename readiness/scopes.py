"""What encloses the node at hand, while a tree's nodes are visited in source order."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Scope:
    """What encloses a node, up to the byte `end`; the tuples are of what is within `function`, inner first."""

    end: int
    function: int = -1
    prefix: str = ""
    class_name: str = ""
    tries: tuple[int, ...] = ()
    contexts: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()

    @property
    def place(self) -> tuple[int, tuple[int, ...], tuple[str, ...], bool, tuple[str, ...]]:
        """The function, tries, contexts and loops, in the order in which a `Call` has them."""
        return self.function, self.tries, self.contexts, self.in_loop, self.loops

    @property
    def in_loop(self) -> bool:
        """Whether a loop encloses the node within its function."""
        return bool(self.loops)


@dataclass(frozen=True, slots=True, order=True)
class _Region:
    """A part of the source, further on, in which something more holds. Outer regions sort first."""

    start: int
    negative_end: int
    order: int
    guarded_by: int = -1
    context: str = ""
    loop: str = ""


class Scopes:
    """The stack of scopes at a place in the source that only moves forward."""

    def __init__(self, end: int) -> None:
        self._stack = [Scope(end)]
        self._regions: list[_Region] = []
        self._count = 0

    @property
    def here(self) -> Scope:
        """The innermost scope."""
        return self._stack[-1]

    def move(self, start: int) -> None:
        """Go to the byte: leave what ends before it, enter the regions that it is in."""
        stack = self._stack
        while stack[-1].end <= start and len(stack) > 1:
            stack.pop()
        while self._regions and self._regions[0].start <= start:
            region = heapq.heappop(self._regions)
            if -region.negative_end > start:
                self._enter(region)

    def _enter(self, region: _Region) -> None:
        scope = self.here
        self._stack.append(
            replace(
                scope,
                end=-region.negative_end,
                tries=scope.tries if region.guarded_by < 0 else (region.guarded_by, *scope.tries),
                contexts=(region.context, *scope.contexts) if region.context else scope.contexts,
                loops=(region.loop, *scope.loops) if region.loop else scope.loops,
            )
        )

    def push(self, scope: Scope) -> None:
        """Enter a scope that begins here."""
        self._stack.append(scope)

    def later(self, start: int, end: int, guarded_by: int = -1, context: str = "", loop: str = "") -> None:
        """From byte `start` to `end`, both here or further on, a try, a held resource or a loop encloses."""
        self._count += 1
        heapq.heappush(self._regions, _Region(start, -end, self._count, guarded_by, context, loop))
