"""Steps are judged by whether they can be followed."""

from readiness.detectors.quick_start import steps
from readiness.product import Product
from readiness.snapshot import Snapshot


def degree(files: dict[str, str]) -> float | None:
    return steps(Product(Snapshot.of(files))).degree


def test_a_file_that_is_found_after_a_change_of_folder_is_there() -> None:
    readme = "# Tool\n\n## Run\n\n```\ncd backend\npip install -r requirements.txt\npython main.py\n```\n"
    assert degree({"README.md": readme, "backend/requirements.txt": "flask\n", "backend/main.py": "x = 1\n"}) == 1.0
    assert degree({"README.md": readme, "other/main.py": "x = 1\n"}) == 0.5


def test_a_file_within_the_cloned_folder_is_there() -> None:
    readme = "# Tool\n\n## Run\n\n```\ngit clone https://example.org/tool\npip install -r tool/requirements.txt\n```\n"
    assert degree({"README.md": readme, "requirements.txt": "flask\n"}) == 1.0


def test_commands_within_sentences_count() -> None:
    readme = "# Tool\n\n## Quick start\n\nInstall it with `pip install tool` and start it with `python -m tool`.\n"
    assert degree({"README.md": readme}) == 1.0


def test_output_in_a_code_block_is_no_step() -> None:
    assert degree({"README.md": "# Tool\n\n## Run\n\n```\nListening on 8000\nDone\n```\n"}) == 0.0
