"""The suite is read from files alone: what counts as a case, what it reaches, what drives the product."""

from readiness.product import Product
from readiness.snapshot import Snapshot
from readiness.test_suite import Suite, read_suite


def suite(files: dict[str, str]) -> Suite:
    return read_suite(Product(Snapshot.of(files), {}))


def test_a_case_without_an_assertion_does_not_count() -> None:
    found = suite({"test_a.py": "def test_a():\n    assert f() == 1\n\ndef test_b():\n    f()\n"})
    assert found.cases == 1


def test_an_assertion_that_cannot_fail_does_not_count() -> None:
    assert suite({"a.test.ts": "it('a', () => { expect(true).toBe(true) })\n"}).cases == 0


def test_skipped_cases_do_not_count() -> None:
    found = suite({"test_a.py": "import pytest\n@pytest.mark.skip\ndef test_a():\n    assert f() == 1\n"})
    assert found.cases == 0 and len(found.idle) == 1


def test_a_skipped_group_takes_no_other_with_it() -> None:
    text = "describe('a', () => {\n  it('a', () => { expect(f()).toBe(1) })\n})\n"
    later = "describe.skip('b', () => {\n  it('b', () => { expect(f()).toBe(2) })\n})\n"
    assert suite({"a.test.ts": text + later}).cases == 1
    assert suite({"a.test.ts": later + text}).cases == 1
    assert suite({"a.test.ts": later}).cases == 0


def test_a_test_of_a_module_that_is_gone_cannot_run() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/cart.py": "a = 1\n",
        "tests/test_x.py": "from shop.gone import a\ndef test_x():\n    assert a\n",
    }
    assert suite(files).idle[0].broken is not None


def test_a_third_party_package_of_the_same_name_is_not_missed() -> None:
    files = {
        "openai/__init__.py": "",
        "requirements.txt": "openai==1.0\n",
        "tests/test_x.py": "from openai.types import Chat\ndef test_x():\n    assert Chat\n",
    }
    assert suite(files).cases == 1


def test_a_helper_drives_the_product_for_the_tests_that_import_it() -> None:
    files = {
        "tests/helpers/client.ts": "import supertest from 'supertest';\nexport const crawl = () => supertest(server)\n",
        "tests/e2e/a.test.ts": "import { crawl } from '../helpers/client';\nit('a', async () => { expect((await crawl()).status).toBe(200) })\n",
    }
    assert len(suite(files).drives) == 1


def test_fixtures_drive_only_the_tests_that_ask_for_them() -> None:
    files = {
        "tests/conftest.py": "import pytest\n@pytest.fixture\ndef client():\n    return TestClient(app)\n",
        "tests/test_api.py": "def test_a(client):\n    assert client.ask('/')\n",
        "tests/test_unit.py": "def test_a():\n    assert f() == 1\n",
    }
    assert [file.path for file in suite(files).drives] == ["tests/test_api.py"]


def test_imports_names_and_folders_reach_code() -> None:
    files = {
        "app/store/chat.ts": "export const a = 1\n",
        "app/utils/format.ts": "export const b = 1\n",
        "app/other.ts": "export const c = 1\n",
        "app/utils/format.test.ts": "import { a } from '../store/chat'\nit('a', () => { expect(a).toBe(1) })\n",
    }
    assert suite(files).reached == ("app/store/chat.ts", "app/utils/format.ts")


def test_rust_tests_beside_the_code_count() -> None:
    assert (
        suite(
            {
                "src/lib.rs": "fn a() {}\n#[cfg(test)]\nmod t {\n    #[test]\n    fn a() { assert_eq!(1 + 1, 2 * 1); }\n}\n"
            }
        ).cases
        == 1
    )
