"""One picture a page with all languages side by side, of the pictures that PICTURES=1 keeps.

``PICTURES=1 .venv/bin/pytest tests/journeys/test_every_public_page.py``, then
``.venv/bin/python -m tests.journeys.contact_sheets``.
"""

from pathlib import Path

from PIL import Image

from backend.languages.locales import LOCALES
from tests.journeys.checks import PICTURES

SHEETS = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "languages"
#: Name of the sheet → how the kept picture is called after its language.
PAGES = {
    "home": "home",
    "story": "complain-story",
    "receipt": "receipt",
    "follow-up": "follow-case",
    "register": "systems",
    "report": "reports-id-office-",
}
PHONE, TALLEST, COLUMNS, GAP = 320, 900, 5, 12


def sheet(pictures: list[Path]) -> Image.Image:
    """The upper part of each page, five beside each other."""
    rows = -(-len(pictures) // COLUMNS)
    width, height = COLUMNS * (PHONE + GAP) + GAP, rows * (TALLEST + GAP) + GAP
    paper = Image.new("RGB", (width, height), "#d0d5d8")
    for number, path in enumerate(pictures):
        row, column = divmod(number, COLUMNS)
        with Image.open(path) as picture:
            shown = picture.convert("RGB").crop((0, 0, PHONE, min(TALLEST, picture.height)))
            paper.paste(shown, (GAP + column * (PHONE + GAP), GAP + row * (TALLEST + GAP)))
    return paper


def main() -> None:
    SHEETS.mkdir(parents=True, exist_ok=True)
    for name, called in PAGES.items():
        every = [sorted((PICTURES / f"{PHONE}").glob(f"{tag}-{called}*.png")) for tag in LOCALES]
        kept = [min(found, key=lambda path: len(path.name)) for found in every if found]
        if kept:
            # Few colours and no photographs: a palette keeps it small.
            sheet(kept).quantize(64).save(SHEETS / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
