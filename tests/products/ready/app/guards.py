"""What may not go in or out: attempts to take over, toxic words, numbers that no passage holds."""

from llm_guard.input_scanners import PromptInjection, Toxicity

scanners = (PromptInjection(threshold=0.5), Toxicity(threshold=0.7))


class Refused(Exception):
    """The text must not be answered."""


def check_question(text: str) -> None:
    for scanner in scanners:
        clean, is_valid, score = scanner.scan(text)
        if not is_valid:
            raise Refused(type(scanner).__name__)


def check_answer(text: str, passages: list[str]) -> None:
    numbers = [word for word in text.split() if word.isdigit()]
    if any(not any(number in passage for passage in passages) for number in numbers):
        raise Refused("a number that no passage holds")
