"""Methods of classes of which a factory makes one or another: who calls them, and what guards them there."""

from __future__ import annotations

from tests.inventory.products import inventory

ONE = """
    const OpenAI = require("openai");
    class Small {
      constructor() { this.client = new OpenAI(); }
      async ask(messages) { return await this.client.chat.completions.create({ model: "a", messages }); }
    }
    module.exports = { Small };
"""
FACTORY = """
    function providerFor(name) {
      switch (name) {
        case "small": { const { Small } = require("./small"); return new Small(); }
        case "large": { const { Large } = require("./large"); return new Large(); }
        case "other": { const { Other } = require("./other"); return new Other(); }
        case "fourth": { const { Fourth } = require("./fourth"); return new Fourth(); }
      }
    }
    module.exports = { providerFor };
"""
FILES = {
    "small.js": ONE,
    "large.js": ONE.replace("Small", "Large"),
    "other.js": ONE.replace("Small", "Other"),
    "fourth.js": ONE.replace("Small", "Fourth"),
    "stranger.js": ONE.replace("Small", "Stranger"),
    "factory.js": FACTORY,
}
CALLER = """
    const { providerFor } = require("./factory");
    async function answer(req, res) {
      const llm = providerFor(req.name);
      try {
        res.json(await llm.ask(req.body));
      } catch (error) {
        console.error(error);
        res.status(500).json({ error: "the model failed" });
      }
    }
    module.exports = { answer };
"""


def handled(caller: str) -> dict[str, str]:
    """Whether errors are handled, by the file of the call."""
    calls = inventory({**FILES, "answer.js": caller}).calls
    return {call.path: call.guards["errors_handled"].state for call in calls}


def test_who_calls_what_a_factory_makes_calls_each_of_its_classes() -> None:
    told = handled(CALLER)
    assert [told[path] for path in ("small.js", "large.js", "other.js", "fourth.js")] == ["yes"] * 4


def test_a_class_that_the_factory_does_not_make_is_not_called() -> None:
    assert handled(CALLER)["stranger.js"] == "no"


def test_a_factory_that_is_not_seen_tells_nothing() -> None:
    told = handled(CALLER.replace('require("./factory")', 'require("elsewhere")'))
    assert set(told.values()) == {"no"}
