"""What runs on a schedule: CI pipelines and cron jobs."""

from __future__ import annotations

import re

from readiness.model import Evidence, Fact
from readiness.product import Product


def runs(product: Product, *, words: tuple[str, ...]) -> Fact:
    """Whether a scheduled pipeline or cron job runs something whose command or name holds one of the words."""
    wanted = re.compile(r"(?i)\b\w*(?:" + "|".join(map(re.escape, words)) + r")\w*")
    found = []
    for pipeline in product.pipelines:
        if "schedule" not in pipeline.kinds:
            continue
        for job in pipeline.jobs:
            for step in job.steps:
                if wanted.search(f"{step.run} {step.uses} {step.name}"):
                    found.append(Evidence(pipeline.path, step.line, "", "runs on a schedule"))
    for path, item in product.kubernetes:
        if item.kind in {"CronJob", "CronWorkflow"} and wanted.search(item.name):
            found.append(Evidence(path, item.line, "", "a scheduled job"))
    if found:
        return Fact(1.0, tuple(found), "it runs on a schedule", (), len(found))
    return Fact(0.0, (), "nothing like it runs on a schedule", ("scheduled pipelines and cron jobs",))
