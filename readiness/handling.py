"""What a call in a catch clause amounts to: logging, answering the caller, passing the error on, or something else."""

from __future__ import annotations

import re

_LOGGER = re.compile(r"(?:^|[._])(?:\w*log(?:ger|ging|s)?|console|sentry|winston|pino|stderr|stdout|traceback)(?:\(\))?\.", re.I)
_LOG_CALLS = frozenset(
    "print pprint println printf echo secho print_exc print_exception warn captureException capture_exception "
    "captureMessage capture_message record_exception recordException log logError log_error logger format_exc "
    "logging log_exception logException".split()
)
_LOG_LEVELS = frozenset("debug info warn warning error exception critical fatal trace verbose log".split())
_RAISING = frozenset("exit abort reject rethrow panic _exit quit throwError".split())
_RAISING_WHOLE = frozenset({"next", "controller.error", "process.exit"})
_ANSWERS = frozenset(
    "json send send_json send_text send_error send_message sendMessage sendStatus status reply reply_text "
    "render redirect write end respond respond_with set_exception toast alert notify flash enqueue emit "
    "showError showToast writeHead answer edit_text followUp editReply write_error finish set_status".split()
)
_ANSWER_OWNERS = frozenset("toast st streamlit gr message notification messages res reply Response NextResponse".split())
_STATE_OF_ERROR = re.compile(r"^set\w*(?:Error|Failed|Alert|Message)\w*$")


def effect_of(callee: str) -> str:
    """"log", "return" (answers or shows something), "raise" (passes the error on or ends the process) or "other"."""
    owner, _, name = callee.rpartition(".")
    if callee in _RAISING_WHOLE or name in _RAISING:
        return "raise"
    first = owner.split(".", 1)[0].removesuffix("()")
    if first in _ANSWER_OWNERS or callee in _ANSWER_OWNERS:
        return "return"
    if name in _LOG_CALLS or _LOGGER.search(callee) or (name in _LOG_LEVELS and owner.endswith(("log", "app", "fastify"))):
        return "log"
    if name in _ANSWERS or _STATE_OF_ERROR.match(name):
        return "return"
    return "other"
