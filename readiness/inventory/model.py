"""What the inventory is made of: calls of models, what guards each, the models and prompts that the product names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard of a call: "yes", "no", "default" (only what the SDK does by itself) or "unknown", and where it stands.

    `line` 0 means the file as a whole; an empty `path` that it stands nowhere. `says` is for people.
    """

    state: str
    path: str = ""
    line: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True)
class AiCall:
    """One place where the product's own code asks a model.

    `kind`: chat, responses, completion, embeddings, image, audio, speech, agent, rerank, moderation, ocr, predict, ...
    `model` is the name as far as it can be read ("" where it is set elsewhere); `model_pinned`: it names one version.
    `wrapper` is the project's function around the call where others call it. `cell` is a notebook cell, from 1.
    """

    path: str
    line: int
    cell: int
    end_line: int
    provider: str
    sdk: str
    model: str
    model_pinned: bool
    kind: str
    remote: bool
    local: bool
    language: str
    function: str
    wrapper: str
    is_predictive: bool
    guards: Mapping[str, Guard] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelUse:
    """A place that names a model. `pinned`: the name stands for one version, not for the newest of a family."""

    name: str
    provider: str
    path: str
    line: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's text in the product. `kind`: "constant", "inline" (in the call) or "file". `length` in characters."""

    name: str
    path: str
    line: int
    length: int
    kind: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """Every model call of a product, and the models and prompts that it names."""

    calls: tuple[AiCall, ...] = ()
    models: tuple[ModelUse, ...] = ()
    prompts: tuple[Prompt, ...] = ()
