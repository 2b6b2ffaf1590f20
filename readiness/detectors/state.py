"""What state the product keeps and where: durable, migrated, backed up, worked on by a queue, safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.compiling import compile_later
from readiness.conditions import Parameters
from readiness.formats.document_shape import Section
from readiness.model import Evidence, Fact
from readiness.module_use import IMPORT
from readiness.product import Product
from readiness.search import Pattern
from readiness.signals import load_signals

_SIGNALS = (
    "state-database", "state-chat-kept", "state-in-memory", "state-in-browser", "state-files", "queue-used",
    "queue-table", "queue-weak", "idempotent-strong", "migrations-by-hand", "schema-by-itself", "backup-code",
    "restore-told",
)  # fmt: skip
_IN_BROWSER = "state is kept in the browser"
_STORED_CHATS = "chat memory is kept in a store"
_CACHE = compile_later(r"(?i)(?:^|/)caches?(?:/|\.\w+$)")  # what a cache holds can be made again
_SAID = Pattern(
    r"(?i)\b(?:stored?|saved?|kept|stays?)\b[^\n.]{0,60}\b(?:locally|in (?:the|your) browser|local ?storage|indexeddb)",
    frozenset({"docs"}),
)
_RUNS_MIGRATIONS = Pattern(
    r"\b(?:run|apply)_?[mM]igrations?\(|\bmigrate\.New\w*\(|\bgoose\.Up\(|\b[fF]lyway\b|\b[lL]iquibase\b|\bnew Umzug\("
    r"|\bschema_migrations\b|\bDatabase\.Migrate(?:Async)?\(|\bsqlx::migrate!|\bmigrationsRun:\s*true|\bmigrationsFolder\b"
    r"|\bclass \w*Migration\b|\bmigrations\s*:?=\s*\[[\w.]*\]\*?(?:\w+\.)?(?:func\(|\w*[mM]igration\b)"
)
_MIGRATES = Pattern(
    r"\bdb[: _-]?migrate\b|\balembic upgrade\b|\bmanage\.py migrate\b|\bmigrate (?:deploy|up|latest)\b"
    r"|\bartisan migrate\b|\bdoctrine:migrations:migrate\b|\bef database update\b"
    r"|\bflyway\b[^\n]{0,40}\bmigrate\b|\bliquibase\b[^\n]{0,40}\bupdate\b",
    frozenset({"infra", "config", "script"}),
)
"""Commands that bring a database up to date when a foreign image starts."""
_DATABASE_IMAGE = compile_later(
    r"(?i)(?:^|/)(?:postgres\w*|postgis|pgvector|timescaledb\w*|mysql|mariadb|percona\S*|mongo\w*|clickhouse\S*|cockroach\w*"
    r"|couchdb|cassandra|scylla\w*|neo4j|elasticsearch|opensearch|mssql\S*|oracle\S*|surrealdb|influxdb\w*|qdrant|weaviate|milvus)"
    r"(?:[:@]|$)"
)
_MIGRATION = compile_later(
    r"(?i)(?:^|/)(?:migrations?|migrate|drizzle|changesets?|changelogs?|schema|schema_?changes)/(?:[^/]+/)*[^/]*\d{3,}[^/]*"
    r"\.(?:sql|py|ts|js|mjs|rb|go|php|exs|cs|kt|ya?ml|xml)$"
    r"|(?:^|/)V\d+(?:[._]\d+)*__[^/]+\.(?:sql|java|kt)$|\.up\.sql$|(?:^|/)migrations/(?:[^/]+/)+(?:migration|up)\.sql$"
    r"|(?:^|/)atlas\.hcl$|(?:^|/)versions/\w{6,}_[^/]+\.py$|(?:^|/)(?:db\.)?changelog[^/]*\.(?:ya?ml|xml)$"
)
_BY_HAND = compile_later(
    r"(?i)(?:^|/)(?:updates?|upgrades?|patch(?:es)?|sql)/(?:[^/]+/)*[^/]*\.sql$|(?:^|/)(?:update|upgrade)[^/]*\.sql$"
)
_BACKUP = compile_later(
    r"(?i)\bback-?ups?\b|\bbacking up\b|disaster recovery|备份|バックアップ|백업|sauvegardes?|copias? de seguridad"
    r"|respaldos?|datensicherung|sicherung|cópias? de segurança"
)
_RESTORE = compile_later(r"(?i)\brestor\w+|\brecover\w*|恢复|还原|復元|복원|restaur\w+|wiederherstell\w+")
_COPIED = compile_later(
    r"(?i)\b(?:copy|copying|dump|snapshot|export|archive|move|save|download)\b[^.\n]{0,60}"
    r"\b(?:folder|directory|database|volumes?|data|files?|db)\b|`(?:[^`\n]*\b)?(?:pg_dump|mysqldump|rsync|tar|sqlite3)\b"
)
_IN_PASSING = Pattern(
    r"(?i)\b(?:(?:can|to|should|must|please|you|and|or) back(?: it| them)? ?up\b"
    r"|(?:for|as|make|create|take)(?: a)? backups?\b)"
    r"[^.\n]{0,60}\b(?:folder|directory|volumes?|database|copy\w*|move|dump)\b"
    r"|\bcopy(?:ing)?\b[^.\n]{0,60}\b(?:as a|for|to make a) backups?\b",
    frozenset({"docs"}),
)
_COMMAND = compile_later(
    r"(?i)\b(?:pg_dump|mysqldump|mongodump|sqlite3|cp|rsync|tar|docker|kubectl|aws|gsutil|restic|psql|pg_restore|bash)\b"
)


def patterns_for(_function: str, _parameters: Parameters) -> Iterable[Pattern]:
    """The patterns that this module looks for, announced before the one pass."""
    return (
        IMPORT,
        _SAID,
        _RUNS_MIGRATIONS,
        _MIGRATES,
        _IN_PASSING,
        *(pattern for name in _SIGNALS for pattern, _ in load_signals()[name].patterns),
    )


def anything_kept(product: Product) -> Fact:
    """Whether there is state that users would miss: a store, or conversations and sessions wherever they live."""
    for found in (_databases(product), _files(product), _in_memory(product)):
        if found:
            return Fact(1.0, found[:2], found[0].says)
    browser = _browser(product)
    return Fact(
        float(bool(browser)), browser[:2], browser[0].says if browser else "nothing is kept that users would miss"
    )


def durable(product: Product) -> Fact:
    """Whether conversations, sessions and jobs are in a store; a part of it, or browsers by design, is half of it."""
    database = _databases(product)
    kept = _conversations(product, database)
    memory = _against(_in_memory(product))
    files = _files(product)
    browser = _browser(product)
    converses = product.has("llm")
    lost = tuple(e for e in memory if e.path.endswith((".go", ".py")) and "of the process" in e.says)
    if database and kept and lost:
        return Fact(0.5, (*kept[:4], *database[:3], *lost[:3]), "a database keeps part of the state, memory the rest")
    stored = tuple(item for item in kept if item.says == _STORED_CHATS)
    if stored or (database and (kept or not converses)):
        return Fact(1.0, (*kept[:4], *database[:4], *memory[:2]), "state is kept in a store")
    if database:
        return Fact(0.5, (*database[:4], *memory[:4]), "a database keeps part of the state, not the conversations")
    if files:
        volatile = memory or _against(browser)
        part = bool(volatile) or converses
        says = "files or an index are kept; conversations are not" if part else "state is kept in files or a store"
        return Fact(0.5 if part else 1.0, (*files[:4], *volatile[:4]), says)
    said = tuple(hit.evidence("it is said to stay in the browser") for hit in product.hits(_SAID))
    if browser and said:
        return Fact(0.5, (*said[:2], *browser[:4]), "state is kept in the browser, and that is said")
    return Fact(0.0, (*memory, *_against(browser)), "state lives in memory or in the browser alone")


def has_database(product: Product) -> Fact:
    """Whether the product has a database of its own."""
    database = _databases(product)
    return Fact(
        float(bool(database)), database[:2], "it has a database" if database else "it has no database of its own"
    )


def migrated(product: Product) -> Fact:
    """Whether schema changes are versioned migrations; scripts applied by hand are half of it."""
    paths = sorted(
        path for path in product.snapshot.all_paths if _MIGRATION.search(path) and "test" not in path.lower()
    )
    if paths:
        shown = tuple(Evidence(path, 1, says="a migration") for path in (*paths[:3], paths[-1]))
        return Fact(1.0, shown, f"{len(paths)} versioned migrations")
    commands = product.hits(_MIGRATES) if not product.code else ()
    runs = tuple(hit.evidence("migrations are applied") for hit in (*product.hits(_RUNS_MIGRATIONS), *commands))
    if runs:
        return Fact(1.0, runs, "versioned migrations are applied by the product")
    scripts = tuple(item for item in _evidence(product, "migrations-by-hand") if _BY_HAND.search(item.path))
    if scripts:
        return Fact(0.5, scripts, "update scripts are applied by hand")
    itself = _against(_evidence(product, "schema-by-itself"))
    return Fact(0.0, itself, "the schema has no versioned migrations", ("migration folders of the usual tools",))


def needs_backup(product: Product) -> Fact:
    """Whether something durable is kept, or backups are spoken of."""
    for found in (
        _databases(product),
        _files(product),
        _stored_chats(product),
        _evidence(product, "backup-code"),
    ):
        if found:
            return Fact(1.0, found[:2], found[0].says)
    browser = tuple(item for item in _browser(product) if item.says == _IN_BROWSER)
    if browser:
        return Fact(1.0, browser[:2], _IN_BROWSER)
    sections = _sections(product)
    return Fact(float(bool(sections)), sections[:1], "backups are described" if sections else "nothing durable is kept")


def backed_up(product: Product) -> Fact:
    """Whether backups and restoring are automated or described; one of the two is half of it."""
    code = _evidence(product, "backup-code")
    restore = _evidence(product, "restore-told")
    told = _sections(product) or _told_in_passing(product)
    restored = _sections(product, restoring=True)
    if code and (restore or restored):
        return Fact(1.0, (*code[:4], *restore[:3], *restored[:3]), "backups are made and restoring is described")
    if told and restored and any(_is_instructive(product, item) for item in told):
        return Fact(1.0, (*told[:3], *restored[:3]), "backup and restore are described with their commands")
    if code or told:
        says = "backups are made; how to restore is not said" if code else "backups are described in part"
        return Fact(0.5, (*code[:4], *told[:4]), says)
    return Fact(0.0, (), "nothing about backups of the state", ("backup commands, infrastructure settings, documents",))


def queued(product: Product) -> Fact:
    """Whether long work goes through a queue or worker; pools and threads of the process are half of it."""
    for name in ("queue-used", "queue-table"):
        found = _evidence(product, name)
        if found:
            return Fact(1.0, found, found[0].says)
    weak = _evidence(product, "queue-weak")
    if weak:
        return Fact(0.5, weak, f"{weak[0].says}; what waits is lost on a restart")
    return Fact(0.0, (), "long work runs inside the request", ("queues, workers, pools",))


def repeatable(product: Product) -> Fact:
    """Whether doing a job or request twice has no second effect."""
    found = _evidence(product, "idempotent-strong")
    kinds = sorted({item.says for item in found})
    if len(found) >= 3 or len(kinds) >= 2:
        return Fact(1.0, _spread(found), ", ".join(kinds))
    if found:
        return Fact(0.5, found, f"only {kinds[0]} in {len(found)} places")
    return Fact(
        0.0, (), "nothing keeps a repeated job from acting twice", ("idempotency keys, upserts, unique constraints",)
    )


def _conversations(product: Product, database: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Places where conversations, sessions or jobs are kept: beside tables, or by a memory class that stores them."""
    tables = {item.path for item in database}
    folders = {item.path.rpartition("/")[0] for item in database}
    return tuple(
        item
        for item in _evidence(product, "state-chat-kept")
        if item.path in tables
        or item.path.rpartition("/")[0] in folders
        or item.path.endswith((".sql", ".prisma"))
        or item.says == _STORED_CHATS
    )


def _databases(product: Product) -> tuple[Evidence, ...]:
    """The product's databases: those that its code speaks to or, where it is made of others' images, those beside."""
    found = _evidence(product, "state-database")
    if found or product.code:
        return found
    return tuple(
        Evidence(path, service.image_line, service.image, "a database with a volume")
        for path, compose in sorted(product.compose.items())
        for service in compose.services
        if service.volumes and _DATABASE_IMAGE.search(service.image)
    )


def _files(product: Product) -> tuple[Evidence, ...]:
    return tuple(item for item in _evidence(product, "state-files") if not _CACHE.search(item.path))


def _stored_chats(product: Product) -> tuple[Evidence, ...]:
    return tuple(item for item in _evidence(product, "state-chat-kept") if item.says == _STORED_CHATS)


def _in_memory(product: Product) -> tuple[Evidence, ...]:
    return tuple(item for item in _evidence(product, "state-in-memory") if "asyncio." not in item.snippet)


def _browser(product: Product) -> tuple[Evidence, ...]:
    if not (product.has("ui") and product.has("llm")):
        return ()
    return _evidence(product, "state-in-browser")


def _sections(product: Product, restoring: bool = False) -> tuple[Evidence, ...]:
    """Sections about backups (or restoring) that tell something: commands, or a few sentences."""
    found = []
    for document in product.documents:
        for section in document.sections:
            about = _BACKUP.search(section.title) or (restoring and _RESTORE.search(section.title))
            fits = _RESTORE.search(section.title + section.prose) if restoring else True
            if about and fits and not section.is_placeholder and _tells(section):
                found.append(
                    Evidence(document.path, section.line, section.title, "restoring" if restoring else "backups")
                )
    return tuple(found)


def _tells(section: Section) -> bool:
    """Commands, what is to be copied, or prose that also speaks of restoring: advice to have backups is none."""
    described = section.words >= 40 and _RESTORE.search(section.prose) is not None
    return described or _COPIED.search(section.prose) is not None or _COMMAND.search(_code(section)) is not None


def _told_in_passing(product: Product) -> tuple[Evidence, ...]:
    """Sentences under other headings that say what to copy for a backup."""
    return tuple(hit.evidence("backups are described") for hit in product.hits(_IN_PASSING))


def _code(section: Section) -> str:
    return "\n".join(line.text for line in section.code)


def _is_instructive(product: Product, place: Evidence) -> bool:
    return any(
        section.line == place.line and bool(_COMMAND.search(_code(section)))
        for document in product.documents
        if document.path == place.path
        for section in document.sections
    )


def _evidence(product: Product, name: str) -> tuple[Evidence, ...]:
    """What a signal finds in modules that are not idle."""
    idle = product.idle_modules
    return tuple(
        hit.evidence(says)
        for pattern, says in load_signals()[name].patterns
        for hit in product.hits(pattern)
        if hit.path not in idle
    )


def _against(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(e.path, e.line, e.snippet, e.says, False, e.cell) for e in evidence)


def _spread(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple({(item.path, item.says): item for item in reversed(evidence)}.values())[::-1]
