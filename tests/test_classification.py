"""What a path tells: its role in the product, its language, and whether it is left out."""

from __future__ import annotations

import pytest

from readiness.classification import extension, left_out_reason, role_and_language


@pytest.mark.parametrize(
    ("path", "role", "language"),
    [
        ("app/main.py", "code", "python"), ("src/App.tsx", "code", "javascript"), ("cmd/server/main.go", "code", "go"),
        ("nb.ipynb", "code", "notebook"), ("src/Shop.Web/Program.cs", "code", "csharp"), ("lib/a.rb", "code", "ruby"),
        ("tests/test_app.py", "test", "python"), ("src/a.test.ts", "test", "javascript"), ("a_test.go", "test", "go"),
        ("shop/tests.py", "test", "python"), ("src/tests.rs", "test", "rust"), ("Shop.UnitTests/A.cs", "test", "csharp"),
        ("__test__/a.ts", "test", "javascript"), ("app/src/androidTest/java/A.kt", "test", "kotlin"), ("jest.setup.js", "test", "javascript"),
        ("features/steps/ask.py", "test", "python"), ("src/contests.py", "code", "python"), ("train/test.py", "code", "python"),
        ("src/test/java/AppTest.java", "test", "java"), ("spec/a_spec.rb", "test", "ruby"),
        ("src/main/java/org/acme/samples/shop/App.java", "code", "java"), ("examples/x/src/main/java/A.java", "example", "java"),
        ("app/src/main/kotlin/org/acme/test/Run.kt", "code", "kotlin"), ("e2e/a.ts", "test", "javascript"),
        ("examples/a.py", "example", "python"), ("exploration-notebooks/a.ipynb", "example", "notebook"), ("notebooks/a.ipynb", "code", "notebook"), ("recipes/sft/tune_nb.py", "example", "python"), ("recipes/models.py", "code", "python"), ("templates/p/{{cookiecutter.name}}/a.py", "example", "python"), ("evals/run.py", "evaluation", "python"), ("scripts/a.sh", "script", "shell"),
        ("benchmarks/a.py", "evaluation", "python"), ("src/api/custom_evals/a.py", "evaluation", "python"), ("evaluate-chat.ipynb", "evaluation", "notebook"), ("README.md", "docs", "markdown"), ("docs/a.rst", "docs", "rest"),
        ("README", "docs", "text"), ("LICENSE", "docs", "text"), ("docs/app/page.tsx", "code", "javascript"),
        (".github/workflows/ci.yml", "ci", "yaml"), (".gitlab-ci.yml", "ci", "yaml"), ("Jenkinsfile", "ci", "groovy"),
        ("Dockerfile", "infra", "dockerfile"), ("docker-compose.yml", "infra", "yaml"), ("k8s/a.yaml", "infra", "yaml"),
        ("main.tf", "infra", "terraform"), ("charts/x/templates/d.yaml", "infra", "yaml"), ("fly.toml", "infra", "toml"),
        ("package.json", "config", "json"), ("pyproject.toml", "config", "toml"), (".env.example", "config", "ini"),
        ("requirements.txt", "config", "requirements"), ("requirements-dev.txt", "config", "requirements"),
        ("uv.lock", "lock", "lock"), ("web/package-lock.json", "lock", "lock"), ("go.sum", "lock", "lock"),
        ("data/a.csv", "data", "data"), ("notes.txt", "data", "text"), ("docs/notes.txt", "docs", "text"),
        ("prompts/a.prompt", "config", "text"), ("tests/fixtures/a.yaml", "test", "yaml"), ("CODEOWNERS", "config", "conf"),
        ("agents/benchmark_data/internal/runbook.md", "data", "markdown"), ("eval/corpora/rfc/9110.md", "data", "markdown"),
        ("seeddata/dev/tickets.json", "data", "json"), ("seeddata/Gen/Base.cs", "script", "csharp"),
        ("src/Evaluator/Program.cs", "evaluation", "csharp"), ("sample_docs/hr/leave.md", "data", "markdown"),
        ("data/manuals/tent_1.md", "data", "markdown"), ("docs/data/cleaning/a.md", "docs", "markdown"), ("data/README.md", "docs", "markdown"), ("datasets/README.md", "docs", "markdown"),
        ("datasets/reviews/data_card.md", "docs", "markdown"), ("docs/datasets.md", "docs", "markdown"),
        ("docs/proposals/login.md", "aside", "markdown"), ("designdocs/todo/a.md", "aside", "markdown"), ("todo/a.json", "config", "json"), ("website/blog/2026-01-02-one.md", "aside", "markdown"),
        (".triage/issues.json", "aside", "json"), ("docs/adr/0001-queue.md", "docs", "markdown"),
        ("weird", "other", "text"), ("Makefile", "config", "make"), ("go.mod", "config", "go.mod"),
    ],
)  # fmt: skip
def test_a_path_has_a_role_and_a_language(path: str, role: str, language: str) -> None:
    assert role_and_language(path) == (role, language)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("node_modules/a/b.js", "vendored"), ("vendor/a.go", "vendored"), ("third_party/a.c", "vendored"), ("engine/src/3rd_party/zlib/README", "vendored"),
        ("a/site-packages/b.py", "vendored"), ("a.min.js", "generated"), ("x/dist/a.js", "generated"), ("a.pb.go", "generated"),
        ("a_pb2.py", "generated"), ("core/.sqlx/query-1.json", "generated"), ("convex/_generated/server.js", "generated"),
        ("src/Web/wwwroot/lib/bootstrap/bootstrap.js", "vendored"), ("web/wwwroot/pdfjs-4.2.67-dist/web/viewer.mjs", "vendored"),
        ("static/js/jquery-3.6.0.js", "vendored"), ("app/static/libs/tree/tree.js", "vendored"), ("public/swagger-ui-dist/x.js", "vendored"),
        ("assets/chart.js", ""), ("docs/version-1.2.0/a.md", ""), ("src/lib/a.ts", ""), ("api/v1.2/routes.js", ""), ("a.png", "binary"), ("m.safetensors", "binary"), ("bun.lockb", "binary"),
        ("src/distance.py", ""), ("app/vendor.py", ""), ("vendors.md", ""), ("generate.py", ""), ("app.py", ""),
    ],
)  # fmt: skip
def test_some_paths_are_left_out_by_their_names(path: str, reason: str) -> None:
    assert left_out_reason(path) == reason


@pytest.mark.parametrize(
    ("path", "suffix"), [("a/B.PY", ".py"), ("a.d/b", ""), (".env", ""), ("a.tar.gz", ".gz"), ("", "")]
)
def test_an_extension_is_lower_case_and_of_the_last_part(path: str, suffix: str) -> None:
    assert extension(path) == suffix
