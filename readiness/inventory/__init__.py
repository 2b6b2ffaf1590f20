"""The AI-call inventory: every place where a product asks a model, and what guards each of them."""

from readiness.inventory.collecting import collect
from readiness.inventory.model import AiCall, Guard, Inventory, ModelUse, Prompt

__all__ = ["AiCall", "Guard", "Inventory", "ModelUse", "Prompt", "collect"]
