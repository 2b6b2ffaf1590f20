"""Access: whether the endpoints that reach the model ask who calls, and whether a backend stands in front of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.deployments import delivered, is_others
from readiness.model import Evidence, Fact
from readiness.model_paths import Ways, below, is_aside, way_patterns, ways
from readiness.own_guards import uses_of_own_guards
from readiness.product import Product
from readiness.sanitizing import snippet
from readiness.search import Hit, Pattern
from readiness.sightings import as_evidence, patterns_named, sightings

MOST = 0.6  # of the endpoints; capability addresses, webhooks and health routes are rightly open
_MARKED_ABOVE = {"python": 5, "java": 6, "kotlin": 6, "csharp": 6, "php": 4}
_PROCEDURE = 25  # lines that a procedure's chain of guards and schemas may take before its handler
_DOORMAN = compile_later(
    r"(?i)auth|secur|config|setting|middleware|proxy|dependenc|server|\.env|values\.ya?ml|compose|(?:^|/)(?:main|app)\.\w+$"
)
_GUARDS_HOME = compile_later(r"(?i)(?:^|/)[^/]*(?:auth|middleware|security|dependenc|permission)[^/]*(?:/[^/]*)?$")
_SENDS = compile_later(  # a header that is set on a request to others, not read
    r"(?i)[\"']\s*[\])]\s*=[^=>]|\bheaders\.authorization\s*=[^=]"
)
_OTHERS = compile_later(  # settings of telemetry, stores and other software beside the product
    r"(?i)(?:^|/)[^/]*(?:otel|collector|grafana|prometheus|loki|tempo|mimir|alloy|vector|jaeger|datasource|alertmanager|"
    r"clickhouse|elastic|opensearch|kibana|qdrant|weaviate|milvus|redis|mongo|postgres|minio|kafka|rabbit|consul|nomad|"
    r"airflow|superset|registry)[^/]*(?:/[^/]*)?\.(?:ya?ml|toml|ini|json|conf)$"
)
_RAILS_TABLE = compile_later(r"(?:^|/)config/routes(?:/[^/]+)?\.rb$")
_LARAVEL_TABLE = compile_later(r"(?:^|/)routes/\w+\.php$")
_BY_ROUTE = compile_later(r"(?i)skip_?auth|no_?auth|allow_?anonymous|auth_?(?:disabled|enabled)")
_BY_SETTING = compile_later(r"(?i)\benv\b|environ|getenv|config|settings?\b|cfg\b|flag|\b[A-Z]+_[A-Z_]+\b")
_LOCAL_KEY = compile_later(r"(?i)\bif\s+(?:len\()?(\w+)\)?\s*(==|!=)")
_REFUSES = compile_later(
    r"(?i)\bthrow\b|\braise\b|process\.exit|os\.Exit|log\.Fatal|panic\(|\b(?:40[13]|500)\b|unauthori[sz]ed|forbidden|"
    r"unauthenticated|http\.Error\(|Abort\w*\(|return\s+(?:nil,\s*)?(?:\w+\.)?(?:Err|err|fmt\.Errorf|errors\.)|\bErr\("
)
_OPT_OUT = compile_later(
    r"(?i)disable_?auth|auth_?disabled|skip_?auth|\bno_?auth\b|allow_?anonymous|anonymous_?(?:access|login|allowed|enabled|mode)|"
    r"AuthType\.DISABLED|AUTH_TYPE"
)
_OPTED_OUT = compile_later(
    r"(?i)(?:auth|anonymous)\w*[\"']?\s*(?::\s*(?:bool|boolean)\s*)?(?::=|[:=,])\s*(?:Field\(\s*(?:default\s*=\s*)?|\$\{\w+:-)?[\"']?"
    r"(?:true|1|yes|on|disabled)\b|AUTH_TYPE[^\n]{0,40}(?:,|\|\||\?\?|\bor\b)\s*(?:AuthType\.|[\"'])(?i:disabled)"
)
_TOLD_OR_LOCAL = compile_later(
    r"^\s*[rf]?[\"'`]\s?\S* [^\n]* |[(,]\s*allow_anonymous\s*="
)  # a message, one route's own openness
_NO_SETTING = compile_later(  # an argument of a call, a variable, or the way to another service
    r"(?i)^\s*(?:\w*(?:found|passthrough|iam|smtp|proxy|oauth|basic)_?auth\w*|auth)\s*"
    r"(?::\s*[\w |]{1,24})?=\s*(?:False|None)\b|"
    r"^\s*\w*auth\w*\s*=\s*(?:False|None)\s*,\s*$"
)
_OF_PROVIDER = compile_later(
    r"(?i)(?:^|/)(?:cli|sdks?|clients?|llms?|providers?|embedd\w+|image_generation|connectors?)/"
)
_PROVIDERS_KEY = compile_later(
    r"(?i)(?:provider|platform|llm|model|embed\w*|image|openai|anthropic|search|rerank\w*)\w*\.(?:\w+_)?api_?key"
)
_REFUSED = compile_later(
    r"\braise\b[^\n]{0,80}(?:40[13]|[uU]nauthori[sz]ed|HTTP_40[13])|status_code\s*=\s*(?:status\.HTTP_)?40[13]"
)
_LOGIN_SETTING = compile_later(
    r"\b(?:DISABLE_(?:REGISTRATION|SIGN_?UPS?)|(?:ALLOW|ENABLE)_(?:REGISTRATION|SIGN_?UPS?)|\w*(?:REGISTRATION|SIGNUP)S?_(?:ENABLED|"
    r"DISABLED|MODE|ALLOWED)|\w*ADMIN_(?:USER(?:NAME)?|EMAIL|PASSWORD|PWD|TOKEN)|(?:INITIAL|DEFAULT)_(?:USER|ADMIN|PASSWORD)\w*|"
    r"\w*(?:OIDC|OAUTH2?|LDAP|SAML)_\w+|\w*BASIC_?AUTH\w*|AUTH_(?:TYPE|PROVIDER|SECRET|URL))\b"
)
_BY_DEFAULT = compile_later(
    r"(?i)(?:\bdefault\b[^\n]{0,4}:|\b(?:by|is) default\b|\bdefaults to\b)(?!\W*(?:none|off|no|empty|disabled)\b)"
)
_EXPLAINED = 4  # lines in which a document tells what a setting is without being set
_NO_VALUE = compile_later(r"^\s*(?:#|//|;|<!--|--)")
_FOR_OPERATORS = compile_later(
    r"(?i)(?:^|/)(?:readme[^/]*|security[^/]*|deploy\w*[^/]*|install[^/]*|faq[^/]*)$|(?:^|/)docs?/"
)


def required(product: Product) -> Fact:
    """Whether the endpoints on the ways to the model require authentication.

    Authentication that may be left off, lets guests in, covers some endpoints only, or is merely asked for in the
    documents is half of it.
    """
    way = ways(product)
    everywhere = tuple(pair for pair in _real(sightings(product, "auth-everywhere")) if not _of_others(pair[0]))
    guards = tuple(pair for pair in _real(sightings(product, "auth-guard")) if not _SENDS.search(_after(pair[0])))
    guards += uses_of_own_guards(product, guards)
    entries = _without_doubles([hit for hit, _ in way.endpoints if not is_aside(hit)])
    near = below(product, frozenset(hit.path for hit in entries))
    optional = tuple(
        pair
        for pair in _real(sightings(product, "auth-optional"))
        if (pair[0].path in near or _DOORMAN.search(pair[0].path)) and _leaves_off(product, pair[0])
    )
    guarded, bare = _split(product, entries, guards)
    k, n = len(guarded), len(entries)
    against = tuple(hit.evidence("nobody is asked who they are here", False) for hit in bare[:5])
    doors = as_evidence(sightings(product, "open-door"), False)
    if everywhere or (k and k >= MOST * n):
        proof = as_evidence(everywhere) + tuple(guarded.values())
        if optional or doors:
            says = optional[0][1] if optional else "the deployment lets everybody in"
            return Fact(0.5, proof + as_evidence(optional, False) + doors, f"callers are authenticated, but {says}")
        return Fact(1.0, proof, "callers are authenticated before they reach the model")
    if k and k >= n * 0.25:
        return Fact(0.5, tuple(guarded.values()) + against, f"{k} of {n} endpoints ask who is calling", (), k, n)
    doorsteps = {(hit.path, hit.line) for hit, _ in sightings(product, "endpoint")}  # guard one way, not the others
    behind = [
        pair
        for pair in guards
        if pair[0].path in near
        and not _GUARDS_HOME.search(pair[0].path)
        and (pair[0].path, pair[0].line) not in doorsteps
    ]
    if behind:
        says = (
            "some callers are authenticated further in"
            if not optional
            else f"callers may be authenticated, but {optional[0][1]}"
        )
        return Fact(0.5, as_evidence(behind) + as_evidence(optional, False) + against, says)
    told = tuple(pair for pair in sightings(product, "auth-in-front") if _FOR_OPERATORS.search(pair[0].path))
    if told and not doors:
        return Fact(
            0.5, as_evidence(told) + against, "the documents ask for authentication in front; the product has none"
        )
    asked, named = _images_ask(product)
    if asked and not doors:
        return Fact(1.0, asked, "what is delivered asks who is calling, as its settings show")
    if asked or named:
        says = "what is delivered may ask who is calling; nothing here says that it does as it is shipped"
        return Fact(0.5, asked + named + doors, says)
    screens = tuple(hit.evidence("everybody may write here", False) for hit, _ in way.screens[:3])
    return Fact(
        0.0,
        doors + (against or screens),
        "nobody is asked who they are",
        ("authentication of endpoints", "the deployment", "documents"),
    )


def _images_ask(product: Product) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Settings for logins of a repository that only puts published images together, and those that are merely named.

    One counts that is set for an image of the product's, or of which a document tells what it is by default.
    """
    if not delivered(product):
        return (), ()
    counted, named = list[Evidence](), list[Evidence]()
    for path, compose in product.compose.items():
        mine = [service for service in compose.services if not is_others(service.image)]
        for line in sorted(line for one in mine for name, _, line in one.environment if _LOGIN_SETTING.search(name))[
            :1
        ]:
            counted.append(_setting(path, line, product.text(path).split("\n")[line - 1]))
    for file in product.files("docs", "config", "infra", "other"):
        if file.path in product.compose:
            continue
        rows = product.text(file.path).split("\n")
        places = [number for number, row in enumerate(rows, 1) if _LOGIN_SETTING.search(row)]
        if file.role == "docs":
            told = [at for at in places if any(map(_BY_DEFAULT.search, rows[at - 1 : at + _EXPLAINED]))]
            named += [_setting(file.path, at, rows[at - 1]) for at in places[:1]]
        else:
            told = [at for at in places if not _NO_VALUE.match(rows[at - 1])]
        counted += [_setting(file.path, at, rows[at - 1]) for at in told[:1]]
    return tuple(counted), tuple(named)


def _setting(path: str, line: int, row: str) -> Evidence:
    return Evidence(path, line, snippet(row), "a setting for logins")


def behind_service(product: Product) -> Fact:
    """Whether the model is reached through a backend with an API; a screen or bot that calls it itself is half."""
    way = ways(product)
    browser = sightings(product, "browser-call")
    calls = tuple(
        Evidence(c.path, c.line, "", "the model is called here", True, c.cell) for c in product.inventory.calls[:3]
    )
    if way.endpoints and not _screens_only(way):
        proof = as_evidence(way.endpoints[:6]) + calls
        keys = tuple(pair for pair in browser if "key" in pair[1])
        if keys and not way.traced:
            return Fact(0.0, as_evidence(keys, False), "the browser calls the provider with a key")
        return Fact(1.0, proof, "the model is reached through a backend with an API")
    if browser:
        return Fact(0.0, as_evidence(browser, False), "the browser calls the provider itself")
    if way.screens:
        return Fact(
            0.5, as_evidence(way.screens[:3]) + calls, "the model is called from the process that draws the screen"
        )
    if product.has("service") and not product.has("ui"):
        return Fact(1.0, product.facets["service"][:3] + calls, "the product is a server in front of the model")
    return Fact(0.5, calls, "the model is called in the process itself, without an API")


def _screens_only(way: Ways) -> bool:
    """Whether the model is called beside the screens while the endpoints do not reach it."""
    return bool(way.screens) and not way.traced and {hit.path for hit, _ in way.screens} & way.files != set()


def _split(
    product: Product, entries: Iterable[Hit], guards: Iterable[tuple[Hit, str]]
) -> tuple[dict[tuple[str, int], Evidence], list[Hit]]:
    """Endpoints with a guard in their own lines (the guard as evidence), and endpoints without."""
    by_file: dict[str, list[tuple[Hit, str]]] = {}
    for pair in guards:
        by_file.setdefault(pair[0].path, []).append(pair)
    starts: dict[str, list[int]] = {}
    for hit, _ in sightings(product, "endpoint"):
        starts.setdefault(hit.path, []).append(hit.line)
    guarded: dict[tuple[str, int], Evidence] = {}
    bare = []
    for entry in entries:
        own = by_file.get(entry.path, [])
        first, last = _lines(product, entry, starts.get(entry.path, []))
        inside = [pair for pair in own if first <= pair[0].line <= last]
        above = [
            pair
            for pair in own
            if pair[0].line < min(starts[entry.path]) - 8
            and re.search(
                r"dependencies|\.use\(|before_action|permission_classes|@UseGuards|@Pre|\[Authorize", pair[0].text
            )
        ]
        if inside or above:
            hit, says = (inside or above)[0]
            guarded[(entry.path, entry.line)] = hit.evidence(says)
        else:
            bare.append(entry)
    return guarded, bare


def _lines(product: Product, entry: Hit, starts: list[int]) -> tuple[int, int]:
    """The first and last line that belong to an endpoint: its decorators above, its body up to the next endpoint."""
    file = product.snapshot.file(entry.path)
    above = _MARKED_ABOVE.get(file.language if file else "", 0)
    if entry.match.startswith(".mutation") or entry.match.startswith(".subscription"):
        above = _PROCEDURE
    earlier = max((line for line in starts if line < entry.line), default=0)
    later = min((line for line in starts if line > entry.line), default=10**9)
    return max(entry.line - above, earlier + 1), max(entry.line, later - 1 - min(above, 6))


def _real(found: tuple[tuple[Hit, str], ...]) -> tuple[tuple[Hit, str], ...]:
    """Sightings without imports and without the definitions of what they name."""
    return tuple(
        pair for pair in found
        if not pair[0].text.lstrip().startswith(("import ", "from ", "using ")) and not _is_definition(pair[0])
    )  # fmt: skip


def _without_doubles(entries: list[Hit]) -> tuple[Hit, ...]:
    """Endpoints without those told twice, in a table of routes and in a controller: Rails guards in the latter."""
    rails = any(hit.path.endswith("_controller.rb") for hit in entries)
    laravel = any(_LARAVEL_TABLE.search(hit.path) for hit in entries)
    return tuple(
        hit
        for hit in entries
        if not (rails and _RAILS_TABLE.search(hit.path)) and not (laravel and hit.path.endswith("Controller.php"))
    )


def _of_others(hit: Hit) -> bool:
    """Whether a setting of authentication is that of other software, or says that there is none."""
    return bool(_OTHERS.search(hit.path) or re.search(r"(?i)[:=]\s*(?:false|no|off|none)\b|noop", hit.text))


def _leaves_off(product: Product, hit: Hit) -> bool:
    """Whether a place really lets callers in without authentication for a whole installation.

    A route that is left open on purpose does not, nor does code that refuses where a key is missing, nor other
    software's settings.
    """
    if _OTHERS.search(hit.path) or (_BY_ROUTE.search(hit.match) and not _BY_SETTING.search(hit.text)):
        return False
    if _OPT_OUT.search(hit.text) and (not _OPTED_OUT.search(hit.text) or _TOLD_OR_LOCAL.search(hit.text)):
        return False  # who does not ask for it keeps the login
    if _NO_SETTING.search(hit.text):
        return False
    if _OF_PROVIDER.search(hit.path) or _PROVIDERS_KEY.search(hit.text):
        return False
    if "auto_error" in hit.match and _REFUSED.search(product.text(hit.path)):
        return False  # the error is the code's own
    rows = product.text(hit.path).split("\n")
    if hit.cell or not 0 < hit.line <= len(rows):
        return True
    if (
        re.search(r"==|!", hit.match)
        and "!=" not in hit.match
        and _REFUSES.search("\n".join(rows[hit.line - 1 : hit.line + 3]))
    ):
        return False
    local = _LOCAL_KEY.search(hit.text)
    if local and local.group(2) == "!=":
        above = "\n".join(rows[max(0, hit.line - 12) : hit.line - 1])
        return bool(
            re.search(rf"\b{local.group(1)}\b[^\n]{{0,40}}=[^\n]*(?:[gG]etenv|env\.|[cC]onfig|[sS]ettings|cfg)", above)
        )
    return True


def _after(hit: Hit) -> str:
    """The rest of the line from the last characters of a match on."""
    _, found, rest = hit.text.partition(hit.match.strip())
    return found[-12:] + rest if found else hit.text


def _is_definition(hit: Hit) -> bool:
    first = hit.match.strip("\n").split("\n")[0]  # a pattern may begin with the empty lines above
    before = hit.text.partition(first)[0] if first else hit.text
    return bool(re.search(r"\b(?:function|def|func|fn|class)\s+(?:\([^)]*\)\s*)?$", before))


def patterns_for(function: str, parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that the functions look for, announced before the one pass."""
    names = {
        "required": ("auth-guard", "auth-everywhere", "auth-optional", "auth-in-front", "open-door"),
        "behind_service": ("browser-call",),
    }
    return [*way_patterns(), *patterns_named(names.get(function, ()))]
