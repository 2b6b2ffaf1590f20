import io
import json
import xml.etree.ElementTree as Xml
from pathlib import Path

from readiness.reports import badge
from tests.assessments_in_memory import assessment


def test_the_endpoint_has_the_four_keys_of_shields() -> None:
    out = io.StringIO()
    badge.write(assessment(), out)
    data = json.loads(out.getvalue())
    assert set(data) == {"schemaVersion", "label", "message", "color"}
    assert data["schemaVersion"] == 1 and data["label"] == "readiness" and data["message"].startswith("blocked, ")


def test_a_file_that_ends_in_svg_gets_a_picture_that_can_be_read_aloud(tmp_path: Path) -> None:
    file = tmp_path / "readiness.svg"
    with file.open("w", encoding="utf-8") as out:
        badge.write(assessment(), out)
    root = Xml.parse(file).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("aria-label") or "").startswith("readiness: blocked, ")


def test_white_letters_can_be_read_on_every_ground() -> None:
    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    # WCAG 2.1, contrast (minimum): 4.5 to 1.
    assert all(1.05 / (light(color) + 0.05) >= 4.5 for color in badge._COLORS.values())
