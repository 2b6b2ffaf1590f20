"""How good an answer is, from 0 to 1."""


def accuracy(answer: str, expected: str) -> float:
    return float(expected.lower() in answer.lower())


def groundedness(answer: str, passages: list[str]) -> float:
    words = [word for word in answer.lower().split() if len(word) > 4]
    held = sum(any(word in passage.lower() for passage in passages) for word in words)
    return held / len(words) if words else 1.0
