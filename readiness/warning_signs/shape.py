"""Warning signs about the product's shape: W09 to W11."""

from __future__ import annotations

from readiness.compiling import compile_later
from readiness.model import Evidence
from readiness.warning_signs.look import Look, Read, clear, raised, unknown

_FRAMEWORKS = frozenset(
    "langchain langchain4j langchaingo llama-index litellm semantic-kernel spring-ai strands vercel-ai haystack "
    "crewai autogen dspy pydantic-ai mastra genkit instructor smolagents ruby-llm".split()
)
"""Providers as the inventory names them that are ways to many providers, and none themselves."""
_GATEWAYS = frozenset({"openrouter", "portkey", "litellm-proxy", "together", "replicate"})
_REACHES_OTHERS = compile_later(r"(?i)provider|base_?url|api_?base|endpoint|factory|gateway|ollama|azure")
_NOT_CODE = frozenset({"css", "html", "sql", "shell", "make"})


def w09(look: Look) -> Read:
    """A front end that calls the provider, or one call with nothing around it."""
    product = look.product
    if not product.has("llm"):
        return clear("no generative model is called")
    if look.fails("D115"):
        return raised("the front end calls the provider itself", look.evidence("D115", supports=False))
    calls = tuple(
        Evidence(call.path, call.line, "", "the model is called here", False, call.cell or 0)
        for call in product.inventory.calls
    )
    between = [facet for facet in ("rag", "agent", "jobs") if product.has(facet)]
    if between or look.holds_in_part("R202", "R204") or look.holds("R201"):
        return clear(
            "retrieval, tools, checks or queues stand between the user and the model",
            look.evidence("R201", "R202", "R204"),
        )
    if look.holds("R101", "R102", "R306", "D119"):
        return clear(
            "checks, limits or quotas stand between the user and the model",
            look.evidence("R101", "R102", "R306", "D119"),
        )
    if len({call.path for call in calls}) <= 2:
        return raised(
            "the user's text goes to one call and its answer comes back, with no check, retrieval or tool between",
            calls,
        )
    return clear(f"{len(calls)} calls in {len({call.path for call in calls})} files", calls)


def w10(look: Look) -> Read:
    """Notebooks or one script as the whole product."""
    code = [file for file in look.product.code if file.language not in _NOT_CODE and file.size > 0]
    notebooks = [file for file in code if file.language == "notebook"]
    evidence = tuple(Evidence(file.path, 0, "", "the product's code") for file in (notebooks or code)[:3])
    if not code:
        return unknown("no code of its own was found")
    if len(notebooks) == len(code):
        return raised(f"the product is {len(code)} notebook{'s' if len(code) > 1 else ''}", evidence)
    scripts = [file for file in code if file not in notebooks and file.size > 200]
    if len(scripts) <= 2 and not look.holds_in_part("R401"):
        return raised(
            f"the product is {len(scripts)} script{'s' if len(scripts) != 1 else ''} without tests",
            evidence,
        )
    return clear(f"{len(code)} files of product code")


def w11(look: Look) -> Read:
    """Whether one provider's outage stops the product."""
    product = look.product
    remote = [call for call in product.inventory.calls if call.remote]
    if not remote:
        return clear("no remote model is called")
    providers = sorted({call.provider for call in remote if call.provider})
    places = tuple(
        Evidence(call.path, call.line, "", f"calls {call.provider or 'a provider'}", False, call.cell or 0)
        for call in remote[:3]
    )
    named = [provider for provider in providers if provider not in _FRAMEWORKS]
    gateways = [provider for provider in named if provider in _GATEWAYS]
    if gateways:
        return clear(f"{gateways[0]} reaches several providers", places)
    if look.holds("R304") or (look.holds_in_part("R304") and (len(named) != 1 or _reaches_others(look))):
        return clear("another provider can be used: " + look.findings["R304"].message, look.evidence("R304"))
    if look.holds("R305"):
        return clear("without its provider the product still works", look.evidence("R305"))
    if len(named) == 1 or len(providers) == 1:
        return raised(f"every remote call goes to {(named or providers)[0]}, and nothing stands in for it", places)
    return unknown(
        f"calls {', '.join(providers) or 'unknown providers'}; whether one can stand in for another is not visible",
        places,
    )


def _reaches_others(look: Look) -> bool:
    """Whether what switches the model switches its provider, and not only among one provider's models."""
    places = look.findings["R304"].evidence
    return any(
        _REACHES_OTHERS.search(place.snippet) or "several providers" in place.says for place in places if place.supports
    )
