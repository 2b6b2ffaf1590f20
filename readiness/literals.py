"""Which words a text must hold for a regular expression to match it, read from the pattern itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.compiling import compile_later

# A piece is a run of word characters in lower case; a blank before or after it says that the word begins or ends there.
# So "requests.get(" gives "requests " and " get ": the second is a whole word, the first may end a longer one.
# Signs without case beyond ASCII (Chinese, Japanese, emoji) are pieces too, as the bytes of their UTF-8.
OneOf = frozenset[str]
Branch = tuple[OneOf, ...]
Need = tuple[Branch, ...]
"""A text holds one piece of each set of at least one branch; the rarest set of a branch comes first."""

LEAST = 3  # signs of a piece, its blanks among them: shorter ones are in nearly every file
MOST = 128  # strings that are followed through one part of a pattern
_MOST_SIGNS = 16
_MOST_SETS = 3
RUN = compile_later(r"[a-z0-9_]+|[\x80-\xff]+")
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_FLAGS = compile_later(r"\(\?([imsU]*(?:-[imsU]+)?)(\)|:)|\(\?P?<\w+>|\((?!\?)")
_COUNT = compile_later(r"\{(\d+)(,?)(\d*)\}")


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part: all strings that it can be (None: too many), or else what a match of it needs."""

    exact: frozenset[str] | None
    need: Need = ()


_ANYTHING = _Part(None)
_NOTHING = _Part(frozenset({""}))
_EDGE = _Part(frozenset({" "}))


def needed(regex: str) -> Need:
    """What a text holds that the pattern matches, comparing in lower case; empty where nothing is known."""
    try:
        part, end = _alternatives(regex, 0)
    except (IndexError, RecursionError, ValueError):
        return ()
    return _need_of(part) if end == len(regex) else ()


def _need_of(part: _Part) -> Need:
    if part.exact is None:
        return part.need
    return _either([_together([((frozenset({piece}),),) for piece in _pieces(text)]) for text in sorted(part.exact)])


def _weight(one_of: OneOf) -> tuple[int, int, list[str]]:
    """Smaller is rarer, as far as lengths tell: long pieces, and few of them."""
    return -min(map(len, one_of)), len(one_of), sorted(one_of)


def _together(needs: Iterable[Need]) -> Need:
    """All of them: a single one as it is; of several, the sets of each, one set standing for what has branches."""
    known = [need for need in needs if need]
    if len(known) < 2:
        return known[0] if known else ()
    sets = {one_of for need in known for one_of in (need[0] if len(need) == 1 else [_cover(need)])}
    return (tuple(sorted(sets, key=_weight)[:_MOST_SETS]),)


def _either(needs: list[Need]) -> Need:
    """One of them: their branches side by side, those of a single set as one."""
    if not needs or not all(needs):
        return ()
    branches = {branch for need in needs for branch in need}
    single = [branch[0] for branch in branches if len(branch) == 1]
    longer = sorted((branch for branch in branches if len(branch) > 1), key=lambda branch: [*map(_weight, branch)])
    return (*([(frozenset().union(*single),)] if single else []), *longer)


def _cover(need: Need) -> OneOf:
    return frozenset().union(*(branch[0] for branch in need))


def _pieces(text: str) -> list[str]:
    found = []
    for run in RUN.finditer(text):
        is_word = run.group()[0] < "\x80"
        before = " " if is_word and run.start() else ""
        after = " " if is_word and run.end() < len(text) else ""
        if len(run.group()) > 1 and len(before + run.group() + after) >= LEAST:
            found.append(before + run.group() + after)
    return found


def _alternatives(regex: str, at: int) -> tuple[_Part, int]:
    branches = []
    while True:
        part, at = _sequence(regex, at)
        branches.append(part)
        if at >= len(regex) or regex[at] != "|":
            break
        at += 1
    if len(branches) == 1:
        return branches[0], at
    exact = frozenset().union(*(part.exact or frozenset() for part in branches))
    if len(exact) <= MOST and all(part.exact is not None for part in branches):
        return _Part(exact), at
    return _Part(None, _either([_need_of(part) for part in branches])), at


def _sequence(regex: str, at: int) -> tuple[_Part, int]:
    whole, held = True, frozenset({""})
    needs: list[Need] = []
    while at < len(regex) and regex[at] not in "|)":
        part, at = _repeated(regex, at)
        if part.exact is not None and len(held) * len(part.exact) <= MOST:
            held = frozenset(left + right for left in held for right in part.exact)
            continue
        whole = False
        needs += [_need_of(_Part(held)), part.need]
        held = frozenset({""}) if part.exact is None else part.exact
    if whole:
        return _Part(held), at
    return _Part(None, _together([*needs, _need_of(_Part(held))])), at


def _repeated(regex: str, at: int) -> tuple[_Part, int]:
    part, at = _single(regex, at)
    count = _COUNT.match(regex, at)
    sign = regex[at : at + 1]
    if count:
        at, least = count.end(), int(count.group(1))
        most = least if not count.group(2) else int(count.group(3) or 1000)
    elif sign and sign in "?*+":
        at, least, most = at + 1, int(sign == "+"), 1 if sign == "?" else 1000
    else:
        return part, at
    at += regex[at : at + 1] == "?"
    if part.exact is not None and part.exact <= {" ", ""} and most:
        return _Part(part.exact if least else part.exact | {""}), at  # some blanks are as good as one
    if least == 0:
        optional = part.exact is not None and most == 1
        return (_Part((part.exact or frozenset()) | {""}) if optional else _ANYTHING), at
    return (part if most == 1 else _Part(None, _need_of(part))), at


def _single(regex: str, at: int) -> tuple[_Part, int]:
    sign = regex[at]
    if sign == "(":
        return _group(regex, at)
    if sign == "[":
        return _character_class(regex, at)
    if sign == "\\":
        return _escape(regex, at)
    if sign == ".":
        return _ANYTHING, at + 1
    return (_EDGE if sign in "^$" else _literal(sign)), at + 1


def _group(regex: str, at: int) -> tuple[_Part, int]:
    opened = _FLAGS.match(regex, at)
    if opened is None:
        raise ValueError("a group of another kind")
    if opened.group(2) == ")":
        return _NOTHING, opened.end()
    part, at = _alternatives(regex, opened.end())
    if regex[at] != ")":
        raise ValueError("a group without end")
    return part, at + 1


def _escape(regex: str, at: int) -> tuple[_Part, int]:
    sign = regex[at + 1]
    if sign in "sWbAzZ":
        return _EDGE, at + 2
    if sign == "B":
        return _NOTHING, at + 2
    if sign in "wdSD":
        return _ANYTHING, at + 2
    if sign in _ESCAPED or not (sign.isalnum()):
        return _literal(_ESCAPED.get(sign, sign)), at + 2
    if sign == "x" and re.match(r"[0-9A-Fa-f]{2}", regex[at + 2 : at + 4]):
        return _literal(chr(int(regex[at + 2 : at + 4], 16))), at + 4
    raise ValueError("an escape of another kind")


def _literal(sign: str) -> _Part:
    return _Part(frozenset({_shown(sign)}))


def _shown(sign: str) -> str:
    """The sign as pieces hold it: lower case, bytes beyond ASCII, a blank for what is neither word nor caseless."""
    if sign in _WORD:
        return sign.lower()
    if sign < "\x80" or sign.lower() != sign.upper():
        return " "
    return sign.encode("utf-8", "replace").decode("latin-1")


def _character_class(regex: str, at: int) -> tuple[_Part, int]:
    """Few characters are followed one by one; a class without word characters ends the word; others are unknown."""
    at += 1
    negated = regex[at] == "^"
    at += negated
    signs: set[str] = set()
    has_words = has_more = False
    first = at
    while regex[at] != "]" or at == first:
        if regex.startswith("[:", at):
            has_more, at = True, regex.index(":]", at) + 2
        elif regex[at] == "\\":
            sign = regex[at + 1]
            has_words = has_words or sign == "w"
            has_more = has_more or (sign.isalnum() and sign not in "wsW" and sign not in _ESCAPED)
            signs.add(_ESCAPED.get(sign, " " if sign.isalnum() else sign))
            at += 2
            has_more = has_more or (regex[at] == "-" and regex[at + 1] != "]")
        elif regex[at + 1] == "-" and regex[at + 2] != "]":
            has_more, at = True, at + 3 + (regex[at + 2] == "\\")
        else:
            signs.add(regex[at])
            at += 1
    if negated:
        return (_EDGE if has_words else _ANYTHING), at + 1
    if has_more or has_words or len(signs) > _MOST_SIGNS:
        return _ANYTHING, at + 1
    return _Part(frozenset(map(_shown, signs))), at + 1
