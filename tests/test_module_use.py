"""Python modules that nothing runs are known by following imports from what is started."""

from readiness.module_use import idle_modules, running_modules
from readiness.product import Product
from readiness.snapshot import Snapshot


def product(files: dict[str, str]) -> Product:
    return Product(Snapshot.of(files), {})


def chain(length: int) -> dict[str, str]:
    files = {f"app/m{n}.py": f"from app import m{n + 1}\n" for n in range(length)}
    return {**files, "Dockerfile": 'FROM python:3.12\nCMD ["python", "app/m0.py"]\n'}


def test_modules_that_only_orphans_import_are_idle() -> None:
    files = {**chain(12), "app/lost.py": "from app import found\n", "app/found.py": "import json\n"}
    assert idle_modules(product(files)) == {"app/lost.py", "app/found.py"}


def test_nothing_is_idle_where_a_framework_loads_modules_by_itself() -> None:
    files = {f"shop/models{n}.py": "x = 1\n" for n in range(40)}
    files |= {"manage.py": "import sys\n", "Dockerfile": 'FROM python:3.12\nCMD ["python", "manage.py"]\n'}
    assert idle_modules(product(files)) == frozenset()


def test_an_application_is_started_by_its_dotted_name() -> None:
    files = {"app/main.py": "from app import db\n", "app/db.py": "a = 1\n", "Procfile": "web: uvicorn app.main:app\n"}
    assert running_modules(product(files)) >= {"main", "db"}


def test_without_anything_to_start_all_imported_modules_run() -> None:
    assert "drift" in running_modules(product({"job.py": "from drift import run\n", "drift.py": "a = 1\n"}))
