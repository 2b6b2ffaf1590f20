"""Every night: a twentieth of the live answers is judged, and what people rejected becomes an evaluation case."""

from langfuse import Langfuse

from app.feedback import load_rejected
from evals.metrics import groundedness

langfuse = Langfuse()


def judge_traces(sample):
    for trace in sample:
        langfuse.create_score(trace_id=trace.id, name="groundedness", value=groundedness(trace.output, trace.input))


def add_rejected(rows):
    for row in rows:
        langfuse.create_dataset_item(dataset_name="rejected", input=row.question)


if __name__ == "__main__":
    judge_traces(langfuse.fetch_traces(limit=200).data)
    add_rejected(load_rejected())
