"""The inventory as the result's plain rows: calls with their guards, models with the places that name them, prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.inventory import AiCall, Inventory


def inventory_rows(inventory: Inventory) -> dict[str, list[dict[str, object]]]:
    """`ai_calls`, `models` and `prompts` as the JSON contract names them, by path and line."""
    return {
        "ai_calls": [_call(call) for call in inventory.calls],
        "models": [dict(row) for row in _models(inventory)],
        "prompts": [{"path": p.path, "line": p.line, "name": p.name, "kind": p.kind} for p in inventory.prompts],
    }


def _call(call: AiCall) -> dict[str, object]:
    guards = {
        name: {
            key: value
            for key, value in (("state", guard.state), ("path", guard.path), ("line", guard.line), ("says", guard.says))
            if value
        }
        for name, guard in sorted(call.guards.items())
    }
    return {
        "path": call.path, "line": call.line, "cell": call.cell or None, "provider": call.provider, "sdk": call.sdk,
        "model": call.model, "kind": call.kind, "remote": call.remote, "guards": guards,
    }  # fmt: skip


def _models(inventory: Inventory) -> list[dict[str, object]]:
    places: dict[tuple[str, str], list[str]] = {}
    for call in inventory.calls:
        if call.model:
            places.setdefault((call.provider or "", call.model), []).append(f"{call.path}:{call.line}")
    return [
        {"provider": provider, "model": model, "places": found} for (provider, model), found in sorted(places.items())
    ]
