"""Tells a live-looking credential from a name, a placeholder or an example; knows the shapes of providers' keys."""

from __future__ import annotations

import math
import re
from collections import Counter

from readiness.compiling import compile_later

KNOWN_SHAPES = (
    ("an OpenAI key", r"sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{16,120}T3BlbkFJ[A-Za-z0-9_-]{16,120}"),
    ("an OpenAI key", r"sk-proj-[A-Za-z0-9_-]{40,200}"),
    ("an API key", r"sk-[A-Za-z0-9]{32,64}\b"),
    ("an Anthropic key", r"sk-ant-(?:api|admin)\d\d-[\w-]{60,120}"),
    ("an OpenRouter key", r"sk-or-v1-[0-9a-f]{60,64}\b"),
    ("a Groq key", r"gsk_[A-Za-z0-9]{45,60}\b"),
    ("a Hugging Face token", r"hf_[A-Za-z]{30,40}\b"),
    ("a Google API key", r"AIza[0-9A-Za-z_-]{35}\b"),
    ("a Replicate token", r"r8_[A-Za-z0-9]{37}\b"),
    ("an xAI key", r"xai-[A-Za-z0-9]{60,90}\b"),
    ("a Perplexity key", r"pplx-[A-Za-z0-9]{40,60}\b"),
    ("a Pinecone key", r"pcsk_[A-Za-z0-9_]{50,80}\b"),
    ("a Tavily key", r"tvly-(?:dev-|prod-)?[A-Za-z0-9]{28,40}\b"),
    ("a LangSmith key", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}\b"),
    ("a Langfuse secret key", r"sk-lf-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    ("an AWS access key", r"(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("a GitHub token", r"(?:gh[pousr]_[A-Za-z0-9]{36,80}|github_pat_[A-Za-z0-9_]{70,90})\b"),
    ("a GitLab token", r"glpat-[\w-]{20,40}\b"),
    ("a Slack token", r"xox[abeprs]-\d{8,14}-[\w-]{16,100}"),
    ("a Slack webhook", r"hooks\.slack\.com/services/T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24}"),
    ("a Discord webhook", r"discord(?:app)?\.com/api/webhooks/\d{17,20}/[\w-]{60,80}"),
    ("a Telegram bot token", r"[Tt][Oo][Kk][Ee][Nn]\W{1,6}\d{8,10}:AA[\w-]{33}\b"),
    ("a SendGrid key", r"SG\.[\w-]{22}\.[\w-]{43}\b"),
    ("a Stripe live key", r"[rs]k_live_[A-Za-z0-9]{20,120}\b"),
    ("an npm token", r"npm_[A-Za-z0-9]{36}\b"),
    ("a PyPI token", r"pypi-AgEIcHlwaS5vcmc[\w-]{40,300}"),
    ("a DigitalOcean token", r"do[op]_v1_[0-9a-f]{64}\b"),
    ("a service account's private key",
        r"\"private_key\"\s*:\s*\"-----BEGIN (?:RSA )?PRIVATE KEY-----\\n[A-Za-z0-9+/]{20}"),
    ("a private key",
        (r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP |ENCRYPTED )?PRIVATE KEY(?: BLOCK)?-----\s{0,4}\n\s*[A-Za-z"
        r"0-9+/=]{40}")),
    ("a database address with its password",
        (r"(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?)(?:\+\w+)?://[\w.%-]+:[^\s:@/\"'<>{}$*]{"
        r"6,80}@[\w-]+(?:\.[\w-]+){1,6}")),
)  # fmt: skip
"""(what it is, its shape). Shapes follow the public token formats that providers publish (2025)."""

_PLACEHOLDER = compile_later(
    r"(?i)your|example|sample|placeholder|change|replace|insert|enter|fixme|todo|dummy|fake|mock|"
    r"test|demo|xxx|\.\.\.|…|\*\*|<|>|\$\{|\{\{|%\(|redacted|"
    r"foobar|lorem|none|null|undefined|not[-_]?set|goes[-_ ]?here|my[-_](?:key|token|secret|api|"
    r"super)|put[-_]|-here|_here|secret[-_]?key$|api[-_]?key$|"
    r"1234567|abcdef|abc123|qwerty|0{6}|1{6}|a{6}|deadbeef|00000000-0000"
)
_LOCAL = compile_later(
    r"@(?:localhost|127\.|0\.0\.0\.0|host\.docker|[\w-]+\.(?:local|internal|svc|example)\b|(?:[\w-]+\.)*example\.)"
)

_LEAST_RANDOM = 16
NOT_PRODUCTION = compile_later(
    r"(?i)(?:^|[/._-])(?:dev|devel|development|local|test|tests|testing|e2e|ci|example|examples|"
    r"sample|samples|template|templates|dist|demo|mock|fixtures?|benchmarks?|seed[\w-]*|playground|"
    r"storybook)(?:[/._-]|$)"
)
"""Paths of what is for development, tests or samples."""
_FOR_TRIALS = compile_later(  # where people keep what only their tests, seeds and own machines use
    r"(?i)(?:^|/)(?:tests?|testing|__tests__|e2e|cypress|playwright|fixtures?|mocks?|__mocks__|seed(?:s|ers?)?|"
    r"local[-_]?dev\w*|dev[-_]?(?:env|local|data)\w*)(?:/|[._-][^/]*$)|(?:^|/)[^/]*(?:[._-](?:tests?|e2e|fixtures?|seed(?:s|er)?)"
    r"|^seed[\w-]*)\.[^/]+$|(?:^|/)\.env\.(?:tests?|testing|e2e|ci)\b|(?:^|/)seed[\w-]*\.\w+$"
)
_TRIAL_NAME = compile_later(r"(?i)(?:^|[^a-z])(?:tests?|testing|e2e|dummy|fake|mock)(?:[_-]|(?-i:[A-Z]))|_TESTS?$")
_IN_CI = compile_later(
    r"(?i)(?:^|/)(?:\.github/(?:workflows|actions)|\.circleci|\.buildkite|\.woodpecker)/|gitlab-ci|bitbucket-pipelines"
)
_SIGNS = compile_later(
    r"(?i)(?:jwt|session|cookie|auth|nextauth|app|django|flask|rails|hmac|sign(?:ing)?|csrf|master|encryption|crypto|vault)"
    r"[_.-]?(?:secret|key|token[_.-]?secret)|secret[_.-]?key(?:[_.-]?base)?\b|\bsecret\W*$"
)
_EMULATORS = compile_later(  # keys that vendors publish for their emulators, local stacks and test modes
    r"Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq|C2y6yDjf5/R\+ob0N8A7Cgv30VRDJIWEHLM|"
    r"eyJpc3MiOiJzdXBhYmFzZS1kZW1v|6LeIxAcTAAAAA|ac0974bec39a17e36ba4a6b4d238ff94"
)


def is_for_trials(name: str, path: str) -> bool:
    """Whether a secret is one of tests, seeds or a developer's own machine, by its name or its file.

    A secret that only signs opens nothing elsewhere: in any file for development or CI it is one of them, too.
    """
    if _TRIAL_NAME.search(name) or _FOR_TRIALS.search(path):
        return True
    return signs(name) and bool(NOT_PRODUCTION.search(path) or _IN_CI.search(path))


def signs(name: str) -> bool:
    """Whether a name is that of a secret with which the product signs or encrypts for itself."""
    return bool(_SIGNS.search(name))


def is_published(value: str) -> bool:
    """Whether a value is a key that vendors publish for their emulators, local stacks and test modes."""
    return bool(_EMULATORS.search(value))


def random_part(value: str) -> str:
    """The random part of a value, without the prefix that tells its kind ("sk_acme_" and the like)."""
    last = re.split(r"[^A-Za-z0-9]", value.rstrip("="))[-1]
    return last if len(last) >= _LEAST_RANDOM else value


def is_placeholder(value: str) -> bool:
    """Whether a value is written for people to replace it, or an obvious example."""
    return bool(_PLACEHOLDER.search(value)) or len(set(value)) < 4


def entropy(text: str) -> float:
    """Shannon's entropy in bits a character."""
    if not text:
        return 0.0
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


_PUBLIC = compile_later(r"^(?:phc_|pk[-_]|pub[-_]|G-|UA-|GTM-|sha\d{3}-)")


def looks_random(value: str) -> bool:
    """Whether a value looks drawn at random: long, of mixed signs, without words, and nobody's placeholder.

    Identifiers, paths, addresses and dotted names do not; a UUID does not either (mostly a public id).
    """
    if (
        not 20 <= len(value) <= 200
        or is_placeholder(value)
        or _PUBLIC.match(value)
        or not re.fullmatch(r"[\w+/=.~-]+", value)
    ):
        return False
    if re.fullmatch(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", value):
        return False
    digits = sum(c.isdigit() for c in value)
    if re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", value):
        return len(value) >= 32 and entropy(value) >= 3.2 and digits < len(value)
    if not 2 <= digits <= len(value) * 0.7 or value.count("/") > 2 or value.count(".") > 2:
        return False
    mixed = any(c.islower() for c in value) and any(c.isupper() for c in value)
    return entropy(value) >= 3.6 and (mixed or len(value) >= 28) and not _has_words(value)


def is_live(shape: str, value: str) -> bool:
    """Whether what has a known shape also looks like a credential in use, not like an example or a default."""
    if "private key" in shape:
        return not is_placeholder(value[-40:])
    if "database" in shape:
        password = value.partition("://")[2].rpartition("@")[0].partition(":")[2]
        return not _LOCAL.search(value) and not is_placeholder(value) and entropy(password) >= 2.5
    body = value[4:]
    if shape == "an API key" and sum(sign.isdigit() for sign in body) < 2:
        return False  # a sentence without spaces; keys are drawn from digits, too
    return not is_placeholder(body) and entropy(body) >= 3.0


def _has_words(value: str) -> bool:
    """Whether most of the value is made of parts that read like words ("some-long-name-2")."""
    parts = re.findall(r"[A-Za-z]{4,}", re.sub(r"([a-z])([A-Z])", r"\1 \2", value))
    readable = [p for p in parts if re.search(r"(?i)[aeiou]", p) and not re.search(r"(?i)[^aeiouy\W]{5}", p)]
    return sum(map(len, readable)) > len(value) * 0.6


_ASKS = compile_later(
    r"(?i)\b(?:chang(?:e|ing)|replac(?:e|ing)|set|own|edit|adjust|generat\w+|random|secure|strong|production|default|"
    r"configur\w+|update|required)\b|<[\w -]+>|\byour|修改|更改|替换|変更|cambi\w+|ändern|modifi\w+"
)
_TESTS_INSIDE = {
    "rs": ("#[cfg(test)]",),
    "ts": ("if (import.meta.vitest)",),
    "js": ("if (import.meta.vitest)",),
    "d": ("unittest",),
    "zig": ('test "',),
}


def stands_in_tests(path: str, text: str, line: int) -> bool:
    """Whether a line stands in the tests that a source file carries itself, as in Rust or with Vitest."""
    marks = _TESTS_INSIDE.get(path.rpartition(".")[2])
    return marks is not None and any(row.lstrip().startswith(marks) for row in text.split("\n")[:line])


def asks_to_set(text: str, name: str) -> bool:
    """Whether a document speaks of setting or changing what it names, within three lines of the name."""
    rows = text.split("\n")
    return any(
        name in row and _ASKS.search("\n".join(rows[max(0, at - 3) : at + 4])) is not None
        for at, row in enumerate(rows)
    )
