"""Credentials: whether any that looks live is committed, defaulted or shipped to a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.compiling import compile_later
from readiness.credentials import (
    KNOWN_SHAPES,
    NOT_PRODUCTION,
    asks_to_set,
    is_for_trials,
    is_live,
    is_placeholder,
    is_published,
    looks_random,
    random_part,
    signs,
    stands_in_tests,
)
from readiness.deployments import is_orphan
from readiness.formats.compose import Service
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.search import Hit, Pattern

_COMMITTED = frozenset({"code", "config", "infra", "ci", "script", "evaluation", "docs", "data", "aside", "other"})
_SETTINGS = frozenset({"code", "config", "infra", "ci", "script"})
_NAME = r"(?:[kK]ey|KEY|[sS]ecret|SECRET|[tT]oken|TOKEN|[pP]assw(?:or)?d|PASSW(?:OR)?D)"
_SIGNING = (
    r"(?:jwt|session|cookie|token|auth|nextauth|better_auth|app|application|flask|django|hmac|"
    r"sign(?:ing|ature)?|csrf|master|admin_jwt|server)[_-]?"
    r"(?:secret(?:[_-]?key(?:[_-]?base)?)?|sign(?:ing)?[_-]?key)|secret[_-]?key(?:[_-]?base)?|"
    r"signing[_-]?(?:secret|key)|encryption[_-]?(?:key|secret)|secretOrKey"
)
_PROVIDER = (
    r"(?:OPENAI|OPEN_AI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE_AI|GOOGLE_GENERATIVE|GENAI|PALM|MISTRAL|"
    r"GROQ|COHERE|HUGGING_?FACE|HF|REPLICATE|DEEPSEEK|OPENROUTER|"
    r"TOGETHER|PERPLEXITY|LLM|GPT|CHATGPT|ELEVEN_?LABS|DEEPGRAM|ASSEMBLY_?AI|PINECONE|STABILITY|"
    r"XAI|FIREWORKS|CEREBRAS|QWEN|DASHSCOPE|BEDROCK|LANGSMITH|AI)"
)

KNOWN = tuple((what, Pattern(shape, _COMMITTED, comments=True)) for what, shape in KNOWN_SHAPES)
ASSIGNED = Pattern(
    rf"{_NAME}\w{{0,20}}[\"']?\]?\s*(?::\s*[\w.]+\s*)?(?::|=>?|,)\s*[\"']([^\s\"'`]{{20,200}})[\"']", _SETTINGS
)
BARE = Pattern(
    rf"^[ \t]*(?:export\s+)?([\w.-]*{_NAME}\w{{0,20}})[ \t]*[:=][ \t]*([^\s\"'#]{{20,200}})[ \t]*$",
    frozenset({"config", "infra", "ci"}),
)
_LITERAL = r"[\"']([^\"'\n$]{1,120})[\"']"
SIGNING_FALLBACK = Pattern(
    rf"(?i)\b((?:\w{{0,30}}_)?(?:{_SIGNING}))[\"']?\]?\)?(?:[!.]?\s*(?:,|\|\||\?\?|\bor\b)\s*(?:default(?:_"
    rf"value)?\s*=\s*|\|\|\s*)?{_LITERAL}|\.unwrap_or(?:_else\(\|_\| ?|\()\s*{_LITERAL})",
    frozenset({"code"}),
)
SIGNING_LITERAL = Pattern(
    rf"(?i)(?:^|[\s.{{(,\"'\[])((?:\w{{0,30}}_)?(?:{_SIGNING}))[\"']?\]?\s*(?::\s*(?:str|string|"
    rf"\w+\[str\]|Optional\[str\]|str \| None)\s*)?(?:=|:)\s*(?:Field\(\s*(?:default\s*=\s*)?|SecretStr\(\s"
    rf"*)?{_LITERAL}",
    frozenset({"code"}),
)
SIGNING_CALL = Pattern(
    r"\bjwt\.(?:sign|encode|verify)\(\s*[\w.{}:, ]{1,80}?,\s*[\"']([^\"'\n]{3,80})[\"']\s*[,)]|"
    r"\bsession\(\{\s*secret:\s*[\"']([^\"'\n]{3,80})[\"']",
    frozenset({"code"}),
)
SIGNING_CONFIG = Pattern(
    rf"(?i)^[ \t-]*[\"']?((?:[\w.-]{{0,40}}[_.-])?(?:{_SIGNING}))[\"']?[ \t]*[:=][ \t]*[\"']?(?:\$\{{[\w.]+"
    rf":-?([^}}\n]{{3,120}})\}}|([^\s\"'$#{{<][^\s\"'#]{{2,120}}))[\"']?,?[ \t]*$",
    frozenset({"config", "infra"}),
)
CHECKED_DEFAULT = Pattern(
    rf"(?i)\b((?:\w{{0,30}}_)?(?:{_SIGNING}))\b[\"'\])]*\s*(?:===?|!==?|\.startswith\(|\.startsWith\(|"
    rf"\bin\b)\s*[\"'(\[{{\w]",
    frozenset({"code"}),
)
BROWSER_KEY = Pattern(
    rf"\b(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP|PUBLIC)_(?:\w{{0,30}}_)?{_PROVIDER}"
    rf"_(?:\w{{0,20}}_)?(?:KEY|TOKEN|SECRET)\b",
    frozenset({"code"}),
    frozenset({"javascript"}),
)
BROWSER_SECRET = Pattern(
    r"\b(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|GATSBY|VUE_APP)_(?:[A-Z0-9]{1,20}_){0,4}"
    r"(?:SECRET(?:_ACCESS)?_KEY|SECRET|PRIVATE_KEY|SERVICE_ROLE(?:_KEY)?|PASSWORD|ADMIN_KEY)\b",
    frozenset({"code"}),
    frozenset({"javascript"}),
)
BROWSER_CLIENT = Pattern(r"\bdangerouslyAllowBrowser[\"']?\s*:\s*true", frozenset({"code"}), frozenset({"javascript"}))
SHOWN = Pattern(
    r"(?i)(?:\bprint|\blog(?:ger|ging)?\.\w+|fmt\.Print\w*|println!?)\(.{0,120}(?:\{|,\s*|\$\{)\s*(?:self\."
    r"|settings\.|config\.)?(?:\w+_)?(?:api_?key|secret_?key|encryption_?key|private_?key|access_?token|"
    r"password)\s*[})]",
    frozenset({"code"}),
)
BAKED = Pattern(
    r"(?i)^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*\S*(?:\.env(?:\.(?:local|prod|production))?|secrets?\.(?:toml|"
    r"ya?ml|json)|credentials?(?:\.json)?|id_rsa|service[-_]account\S*\.json)\s",
    frozenset({"infra", "config"}),
    frozenset({"dockerfile"}),
)
BAKED_ENV = Pattern(
    rf"^\s*ENV\s+(\w*{_NAME})[ =]\s*[\"']?([^\s\"'$]{{16,200}})",
    frozenset({"infra", "config"}),
    frozenset({"dockerfile"}),
)
FROM_OUTSIDE = Pattern(
    r"(?:environ|[gG]etenv|process\.env|env::var|ENV\[|ENV\.fetch|GetEnvironmentVariable|Deno\.env|st\.secrets)"
    r"\W{0,6}(?:get\W{1,3})?\w*(?:KEY|TOKEN|SECRET|PASSWORD|api_key)|SecretsManager\b|get_secret_value|SecretClient\(|"
    r"DefaultAzureCredential|hvac\.Client|SecretStr\b|secretKeyRef",
    frozenset({"code", "infra", "config"}),
)
PATTERNS = (
    *(pattern for _, pattern in KNOWN), ASSIGNED, BARE, SIGNING_FALLBACK, SIGNING_LITERAL, SIGNING_CALL,
    SIGNING_CONFIG, CHECKED_DEFAULT,
    BROWSER_KEY, BROWSER_SECRET, BROWSER_CLIENT, SHOWN, BAKED, BAKED_ENV, FROM_OUTSIDE,
)  # fmt: skip

_HARMLESS_NAME = compile_later(
    r"(?i)public|publishable|codecov|sentry|dsn|posthog|analytics|segment|mixpanel|algolia|search_?key|"
    r"site_?key|recaptcha|measurement|anon|client_?token|website_?token|clone_token|project_api_key|"
    r"token_?(?:type|name|url|uri|limit|count|header|id)|_(?:path|file|url|name|header|arn|ref|"
    r"env|id|hash|salt)$|integrity|sha\d|checksum|tokeni[sz]er"
)
_SECRET_NAME = compile_later(
    r"(?i)(?:api|secret|access|private|encryption|signing|account|auth|client|bot|webhook|jwt|service|license|storage|"
    r"subscription)[_.-]?(?:key|secret|token)|secret|passw(?:or)?d|token"
)
_OF_DEVELOPMENT = compile_later(r"(?i)\b(?:development|debug|test(?:ing)?|NODE_ENV|is_?prod\w*)\b")
_CHOOSES = compile_later(r"\b(?:if|elif|unless|when|switch|case|raise|throw|class)\b|\?|[!=]==?")
_FIREBASE = compile_later(r"(?i)firebase|google-?services?|maps|authDomain|measurementId")


_ENTRIES = frozenset("password passphrase config token credentials username user data value auth cert tls".split())


def externalised(product: Product) -> Fact:
    """Whether credentials come from outside: not where one looks live, in part where weak ones are."""
    live = _distinct([*_known(product), *_assigned(product), *_signing(product), *_in_browser(product)])
    if live:
        return Fact(0.0, tuple(live), live[0].says, (), len(live), 0)
    weak = _distinct([*_baked(product), *_passwords(product), *_shown(product)])
    outside = tuple(hit.evidence("taken from the environment or a secret store") for hit in product.hits(FROM_OUTSIDE))[
        :6
    ]
    if weak:
        return Fact(0.5, outside + tuple(weak), weak[0].says)
    if not outside and not product.files("code", "config", "infra", "ci", "script"):
        return Fact(None, (), "there is nothing that could hold a credential")
    looked = (
        "known key shapes",
        "assigned secrets",
        "signing secrets with defaults",
        "keys in browser code",
        "images",
        "compose passwords",
    )
    says = "no credential is committed"
    if outside:
        says = "credentials come from outside, and none that looks live is committed"
    elif not product.inventory.calls:
        says += ", and none seems needed"
    return Fact(1.0, outside, says, looked)


def _known(product: Product) -> Iterator[Evidence]:
    for what, pattern in KNOWN:
        for hit in product.hits(pattern):
            if hit.path.endswith((".lock", ".svg")) or not is_live(what, hit.match) or _is_aside(product, hit, what):
                continue
            if what == "a Google API key" and _FIREBASE.search(hit.path + _around(product, hit)):
                continue  # Firebase's and Maps' web keys are public by design
            yield hit.evidence(f"{what} that looks live is committed", False)


def _is_aside(product: Product, hit: Hit, what: str) -> bool:
    """What documents, samples and tests inside of source files show are examples, unless of a provider's own shape."""
    generic = "private key" in what or "database" in what or what == "an API key"
    document = hit.path.endswith((".md", ".mdx", ".rst", ".txt"))
    shown = document or bool(NOT_PRODUCTION.search(hit.path))
    return generic and (shown or stands_in_tests(hit.path, product.text(hit.path), hit.line))


def _assigned(product: Product) -> Iterator[Evidence]:
    found = [
        hit for pattern in (ASSIGNED, BARE, BAKED_ENV) for hit in product.hits(pattern) if _looks_live(product, hit)
    ]
    tried = {random_part(hit.groups[-1]) for hit in found if is_for_trials(_before(hit, hit.groups[-1]), hit.path)}
    for hit in found:
        if not is_for_trials(_before(hit, hit.groups[-1]), hit.path) and random_part(hit.groups[-1]) not in tried:
            yield hit.evidence("a secret that looks live is committed", False)


def _looks_live(product: Product, hit: Hit) -> bool:
    value, name = hit.groups[-1], _before(hit, hit.groups[-1])
    if not _SECRET_NAME.search(name) or _HARMLESS_NAME.search(name) or _is_sample(hit.path):
        return False  # a key of something else (a sort key, a cache key), or one that all may see
    if value.startswith("AIza") and _FIREBASE.search(hit.path + _around(product, hit)):
        return False
    return looks_random(value) and not is_published(value)


def _before(hit: Hit, value: str) -> str:
    return hit.text.partition(value)[0].rstrip("\"' =:,>")[-60:]


def _is_sample(path: str) -> bool:
    """Samples, translations and descriptions of others' APIs hold examples."""
    return bool(
        re.search(r"(?i)example|sample|template|\.dist\b|(?:^|/)(?:docs?|locales?|i18n)/|openapi|swagger|postman", path)
    )


def _signing(product: Product) -> Iterator[Evidence]:
    """Signing secrets that have a value in the repository which production would use without anybody noticing."""
    checked = {_plain(hit.groups[0]) for hit in product.hits(CHECKED_DEFAULT)}
    for pattern in (SIGNING_FALLBACK, SIGNING_LITERAL, SIGNING_CALL, SIGNING_CONFIG):
        for hit in product.hits(pattern):
            name, value = (
                (hit.groups[0], next((g for g in hit.groups[1:] if g), ""))
                if pattern is not SIGNING_CALL
                else ("jwt secret", "".join(hit.groups))
            )
            if not _is_secret_value(name, value) or _plain(name) in checked or NOT_PRODUCTION.search(hit.path):
                continue
            if pattern is SIGNING_CONFIG and (is_placeholder(value) or _is_of_a_store(product, hit)):
                continue  # a template that people fill, or the key pair of an object store beside it
            if _OF_DEVELOPMENT.search(hit.text) or _is_chosen(_around(product, hit)):
                continue
            if (
                pattern is SIGNING_FALLBACK
                and not re.search(r"(?i)env|config\(|\bsettings?\b|secret\(", hit.text)
                and name.islower()
            ):
                continue  # a key of some dictionary
            if not is_orphan(product, hit.path, documents=True):
                yield hit.evidence("a signing secret has a value that production would use silently", False)


def _is_chosen(text: str) -> bool:
    """Whether the lines around choose by the environment; a setting or a remark beside it says nothing."""
    return any(_OF_DEVELOPMENT.search(row) and _CHOOSES.search(row) for row in text.split("\n"))


def _is_of_a_store(product: Product, hit: Hit) -> bool:
    """Whether the secret is the other half of an access key: it signs nothing, it opens a store."""
    prefix = re.search(r"(\w*?)_?SECRET_?(?:ACCESS_?)?KEY", hit.text)
    return prefix is not None and prefix.group(1) != "" and f"{prefix.group(1)}_ACCESS_KEY" in product.text(hit.path)


def _opens_a_store(name: str, service: Service) -> bool:
    """Whether a variable is the secret half of an access key that stands beside it."""
    return name.endswith("_SECRET_KEY") and name.replace("_SECRET_", "_ACCESS_") in {
        n for n, _, _ in service.environment
    }


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _is_secret_value(name: str, value: str) -> bool:
    if re.search(r"(?i)aws|s3|minio|r2_|_id$|hash|salt|name|client|provider", name) or len(value) < 3:
        return False
    if value in _ENTRIES and value in name.casefold().split("_"):
        return False  # the name of an entry in a store of secrets
    if value.casefold() == name.casefold() or re.search(
        r"[\s:/\\(){}]|^(?:true|false|none|null|undefined|required|optional|string|str|secret_key|"
        r"header|Bearer|env|vault)$",
        value,
        re.I,
    ):
        return False
    return not re.fullmatch(r"[A-Z][A-Z0-9_]*[A-Z]", value) and not re.fullmatch(
        r"[\w-]+\.[\w.-]+", value
    )  # a variable's or a setting's name


def _in_browser(product: Product) -> Iterator[Evidence]:
    for hit in product.hits(BROWSER_KEY):
        yield hit.evidence("a provider's key is built into what browsers load", False)
    for hit in product.hits(BROWSER_SECRET):
        yield hit.evidence("a secret is built into what browsers load", False)
    for hit in product.hits(BROWSER_CLIENT):
        near = _around(product, hit, 8)
        if not re.search(
            r"(?i)apiKey\s*:\s*(?:\w+\.)*(?:user\w*|settings|props|state|stored?\w*|config|options|apiKey|"
            r"key|token|provider|localStorage)\b|apiKey\s*[,}]|getItem\(|typeof window|NODE_ENV",
            near,
        ):
            yield hit.evidence("the provider's client runs in the browser with the product's key", False)


def _baked(product: Product) -> Iterator[Evidence]:
    for hit in product.hits(BAKED):
        if not re.search(r"(?i)example|sample|template", hit.match):
            yield hit.evidence("a file of secrets is baked into the image", False)


def _shown(product: Product) -> Iterator[Evidence]:
    for hit in product.hits(SHOWN):
        yield hit.evidence("a secret is printed or logged", False)


def _passwords(product: Product) -> Iterator[Evidence]:
    """Passwords written out in compose files beyond development, unless people are told to change them.

    A signing secret that waits to be replaced is weak even so: the product starts with it, and nobody notices.
    """
    for path, compose in product.compose.items():
        if NOT_PRODUCTION.search(path):
            continue
        for service in compose.services:
            for name, value, line in service.environment:
                if signs(name) and is_placeholder(value) and "$" not in value and not _opens_a_store(name, service):
                    says = "a signing secret waits to be replaced, and a start as shipped uses it"
                    yield Evidence(path, line, f"{name}: ****", says, False)
                written = value
                if (
                    not (re.search(r"(?i)passw(?:or)?d$|_pass$", name) or _opens_a_store(name, service))
                    or "$" in written
                    or not written.strip()
                    or _told(product, name, path, line)
                ):
                    continue
                if is_placeholder(written) and re.search(r"(?i)change|your|replace|fixme", written):
                    continue
                yield Evidence(
                    path, line, f"{name}: ****", "a default password is written into the compose file", False
                )


def _told(product: Product, name: str, path: str, line: int) -> bool:
    """Whether a document, a sample of settings or a comment beside it tells people to set the password."""
    near = "\n".join(product.text(path).split("\n")[max(0, line - 4) : line])
    if re.search(r"(?i)#.*(?:change|replace|set (?:this|your|a)|random|secure)", near):
        return True
    for file in product.snapshot.files:
        if re.search(r"(?i)\.env.*(?:example|sample|template|dist)|(?:example|sample)\.env", file.path):
            if name in product.text(file.path):
                return True
        elif file.role == "docs" and name in product.text(file.path):
            if asks_to_set(product.text(file.path), name):
                return True
    return False


def _around(product: Product, hit: Hit, lines: int = 3) -> str:
    rows = product.text(hit.path).split("\n")
    return "\n".join(rows[max(0, hit.line - 1 - lines) : hit.line + lines]) if not hit.cell else hit.text


def _distinct(evidence: list[Evidence]) -> list[Evidence]:
    return list({(e.path, e.cell, e.line): e for e in reversed(evidence)}.values())[::-1]
