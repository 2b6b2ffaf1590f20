"""The HTTP interface: its parts stand in `routes`."""

import sentry_sdk
from fastapi import FastAPI
from openinference.instrumentation.litellm import LiteLLMInstrumentor
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from prometheus_fastapi_instrumentator import Instrumentator

from app.limits import limiter
from app.routes import answers, bookmarks, handbook, ratings

sentry_sdk.init(traces_sample_rate=0.1)
LiteLLMInstrumentor().instrument()
app = FastAPI(title="Handbook answers")
FastAPIInstrumentor.instrument_app(app)
Instrumentator().instrument(app).expose(app)
app.state.limiter = limiter
for part in (answers, bookmarks, handbook, ratings):
    app.include_router(part.router)


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
