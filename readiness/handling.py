"""What a call in a catch clause amounts to: logging, answering the caller, passing the error on, or something else."""

from __future__ import annotations

from readiness.compiling import compile_later

_LOGGER = compile_later(
    r"(?:^|[._#])(?:(?:\w+_)?(?:log|LOG)|\w*(?:[Ll]ogger|LOGGER|[Ll]ogging)|logs|console|[Ss]entry|winston|pino"
    r"|stderr|stdout|traceback)(?:\(\))?\."
)
_LOG_CALLS = frozenset(
    {
        *("print", "pprint", "println", "printf", "echo", "secho", "warn", "logger", "logging", "log"),
        *("print_exc", "print_exception", "format_exc", "record_exception", "recordException"),
        *("captureException", "capture_exception", "captureMessage", "capture_message"),
        *("logError", "log_error", "logException", "log_exception"),
    }
)
_LOG_LEVELS = frozenset({"debug", "info", "warn", "warning", "error", "exception", "critical", "fatal", "trace"})
_RAISING = frozenset({"exit", "_exit", "abort", "reject", "rethrow", "panic", "throwError"})
_RAISING_WHOLE = frozenset({"next", "done", "callback", "cb", "controller.error", "process.exit"})
_ANSWERS = frozenset(
    {
        *("json", "send", "send_json", "send_text", "send_error", "send_message", "sendMessage", "sendStatus"),
        *("status", "reply", "reply_text", "respond", "respond_with", "answer", "edit_text", "followUp", "editReply"),
        *("render", "redirect", "write", "end", "writeHead", "write_error", "finish", "enqueue", "emit"),
        *("toast", "alert", "notify", "flash", "showError", "showToast", "set_exception", "set_status"),
    }
)
_ANSWER_OWNERS = frozenset(
    {
        *("toast", "st", "streamlit", "gr", "message", "notification", "messages", "res", "reply"),
        *("Response", "NextResponse"),
    }
)
_STATE_OF_ERROR = compile_later(r"^set\w{0,60}(?:Error|Failed|Alert|Message)")


def effect_of(callee: str) -> str:
    """Say "log", "return" (answers or shows something), "raise" (passes the error on, ends the process) or "other"."""
    callee = callee[-200:]
    owner, _, name = callee.rpartition(".")
    if callee in _RAISING_WHOLE or name in _RAISING:
        return "raise"
    first = owner.split(".", 1)[0].removesuffix("()")
    if first in _ANSWER_OWNERS or callee in _ANSWER_OWNERS:
        return "return"
    if name in _LOG_CALLS or _LOGGER.search(callee) or (name in _LOG_LEVELS and owner == "app"):
        return "log"
    if name in _ANSWERS or _STATE_OF_ERROR.match(name):
        return "return"
    return "other"
