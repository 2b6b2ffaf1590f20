"""Access is judged endpoint by endpoint: a guard counts for the endpoint in whose lines it stands."""

from readiness.detectors.access import required
from readiness.product import Product
from readiness.snapshot import Snapshot


def degree(files: dict[str, str]) -> float | None:
    return required(Product(Snapshot.of(files), {"service": True})).degree


def test_a_guarded_neighbour_does_not_guard_the_endpoint() -> None:
    app = (
        "from fastapi import Depends, FastAPI\napp = FastAPI()\n\n@app.post('/predict')\ndef predict(text: str):\n    return text\n\n\n"
        "@app.post('/explain')\ndef explain(text: str):\n    return text\n\n\n@app.post('/score')\ndef score(text: str):\n    return text\n\n\n"
        "@app.post('/rank')\ndef rank(text: str):\n    return text\n\n\n"
        "@app.post('/purge')\ndef purge(user=Depends(get_admin_user)):\n    return None\n"
    )
    assert degree({"app.py": app}) == 0.5
    assert degree({"app.py": app.replace("user=Depends(get_admin_user)", "")}) == 0.0


def test_a_protected_procedure_is_guarded_above_its_handler() -> None:
    router = (
        "export const router = createRouter({\n  ask: protectedProcedure\n    .input(z.object({ text: z.string() }))\n"
        "    .mutation(async ({ input }) => answer(input.text)),\n});\n"
    )
    assert degree({"server/router.ts": router}) == 1.0


def test_the_definition_of_a_guard_is_no_use_of_it() -> None:
    files = {
        "routes.js": "const { isAuthenticated } = require('./middleware');\nrouter.post('/chat', chat);\n",
        "middleware.js": "function isAuthenticated(req, res, next) { next(); }\n",
    }
    assert degree(files) == 0.0


def test_empty_lines_before_a_setting_are_no_fault() -> None:
    app = "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/predict')\ndef predict(text: str):\n    return text\n"
    assert degree({"app.py": app, "settings.yaml": "name: a\n\n\nauth_enabled: false\n"}) == 0.0
