"""The neutral shape of a source file: what every language module returns and every code detector reads.

A language module (`readiness/languages/<language>.py`) turns text into one `Module`. Nothing in here knows a
language, and nothing above `languages` knows a syntax tree. Lines are 1-based. Texts are as written in the source,
white space folded to one space, cut at `MAX_TEXT` characters.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_TEXT = 400


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module. `module` is the name as written ("openai", "@ai-sdk/openai", "./llm", "..db", "net/http").

    `names` pairs each imported name with the name it is bound to here; `("*", "*")` for a star import,
    `("default", "OpenAI")` for a default import, `("*", "np")` where the module itself is bound to a name.
    """

    line: int
    module: str
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call. `name` is the keyword or, for an object literal / builder / functional option, its key.

    Object literals given as an argument are flattened one level deep with dotted keys for the second level, so
    `create({model: "m", response_format: {type: "json"}})` gives `model`, `response_format` (the object's text) and
    `response_format.type`. `position` is the index of the positional argument that it came from (keywords: -1).
    """

    name: str | None
    text: str
    line: int
    position: int = -1


@dataclass(frozen=True, slots=True)
class Handler:
    """A catch clause (`except`, `catch`, `rescue`, Go's `if err != nil`).

    `does` says what its body does, any of: "empty" (nothing, `pass`), "raise" (rethrows the same or another error),
    "return" (returns or answers something), "log" (logs or prints), "other" (any other statement).
    """

    line: int
    end_line: int
    types: tuple[str, ...] = ()
    does: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Try:
    """A `try` block; `line`..`end_line` is the guarded body alone, not its handlers."""

    line: int
    end_line: int
    handlers: tuple[Handler, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call or construction. `callee` is the dotted text as written, without arguments of earlier calls in a chain.

    `OpenAI().chat.completions.create(x)` has the callee `OpenAI().chat.completions.create`, and a second `Call` with
    the callee `OpenAI`. `new Foo(x)` has the callee `Foo` and `is_new`. Optional chaining is dropped.
    `function` is the index of the innermost enclosing function in `Module.functions`, -1 at module level.
    `tries` are the indexes of the enclosing `Module.tries` (inner first) within the same function.
    `contexts` are the texts of enclosing `with`/`using`/try-with-resources items (inner first).
    `target` is what the result is bound to ("client", "self.client", "this.openai"), "" if nothing; for a Go
    multiple assignment the first name. `returned` when the call is what the function returns. `passed_to` is the callee
    of the call that takes this call's result directly as an argument, "" if none. `chained` is the name of the method
    or attribute taken from the result directly ("then", "catch", "content"), "" if none. `loops` are the heads of the
    enclosing loops within the same function ("for q in questions", "while True"), inner first, as written; `dropped`
    when the call is a statement of its own, so that nothing looks at what it gives.
    """

    line: int
    end_line: int
    callee: str
    args: tuple[Argument, ...] = ()
    is_new: bool = False
    awaited: bool = False
    target: str = ""
    returned: bool = False
    passed_to: str = ""
    chained: str = ""
    function: int = -1
    tries: tuple[int, ...] = ()
    contexts: tuple[str, ...] = ()
    in_loop: bool = False
    loops: tuple[str, ...] = ()
    dropped: bool = False

    def argument(self, *names: str) -> Argument | None:
        """The first argument that has one of the names, or None."""
        return next((a for a in self.args if a.name in names), None)

    def positional(self, index: int) -> Argument | None:
        """The positional argument at the index, or None."""
        return next((a for a in self.args if a.name is None and a.position == index), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A function's parameter: annotation and default as written ("" where there is none), and its decorators."""

    name: str
    annotation: str = ""
    default: str = ""
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decorator:
    """A decorator or annotation: the dotted name (`app.post`, `Retryable`) and the whole text with its arguments."""

    name: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method. `name` is qualified ("Client.ask", "outer.inner"), "<lambda>" or what binds it."""

    name: str
    line: int
    end_line: int
    params: tuple[Parameter, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    returns: str = ""
    is_async: bool = False
    class_name: str = ""
    parent: int = -1


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a class, struct, interface or type: annotation and value as written. Go struct tags are in `tag`."""

    name: str
    annotation: str
    value: str
    line: int
    tag: str = ""
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """A class, struct, interface, record, enum or object type."""

    name: str
    line: int
    end_line: int
    bases: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    decorators: tuple[Decorator, ...] = ()
    kind: str = "class"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A binding of a name or attribute to a value that is not directly a call's result (those are `Call.target`)."""

    line: int
    target: str
    text: str
    function: int = -1


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal (templates included, with `{}` for each interpolation); comments and docstrings are none.

    `value` is the literal's content, cut at 2,000 characters; `length` its whole length. `target` is the name it is
    bound to directly ("SYSTEM_PROMPT", or the key of an object / keyword that it is the value of), "" if none.
    """

    line: int
    value: str
    length: int
    target: str = ""
    function: int = -1


@dataclass(frozen=True, slots=True)
class Module:
    """One parsed file. `ok` is False where the text could not be parsed whole; what was read of it is still here."""

    language: str
    imports: tuple[Import, ...] = ()
    calls: tuple[Call, ...] = ()
    functions: tuple[Function, ...] = ()
    classes: tuple[Class, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    texts: tuple[Text, ...] = ()
    tries: tuple[Try, ...] = ()
    exports: tuple[tuple[str, str], ...] = field(default=())
    """(exported name, local name); for `export {x} from "./m"` the pair ("x", "./m#x"); Python: from `__all__` only."""
    package: str = ""
    """The package declared in the file (Java, Go, Kotlin, C#), "" elsewhere."""
    ok: bool = True
