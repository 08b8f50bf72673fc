"""Nonsense for readers: bytes that were changed by chance, or by what they reached in the code.

``python -m tests.factories.fuzzing NAME -runs=… FOLDER`` is the second: atheris looks which lines
of the product each input reaches and keeps those that reach new ones. It ends its process.
"""

import logging
import random
import subprocess
import sys
from pathlib import Path

from tests.factories import readers, readers_of_addresses, readers_of_bodies
from tests.factories.readers import Reader

ROOT = Path(__file__).resolve().parents[2]
READERS = {
    "receipt codes": readers.receipt_codes,
    "language wishes": readers.language_wishes,
    "days": readers.days,
    "keys and cursors": readers.keys_and_cursors,
    "file names": readers.file_names,
    "addresses": readers_of_addresses.addresses,
    "tables": readers.tables,
    "answers on pages": readers.answers_on_pages,
    "texts": readers.texts,
    "languages of texts": readers.languages_of_texts,
    "masked texts": readers.masked_texts,
    "forms": readers_of_bodies.forms,
    "bodies of the API": readers_of_bodies.bodies_of_the_api,
    "texts and sounds": readers_of_bodies.texts_and_sounds,
    "pictures": readers_of_bodies.pictures,
    "PDFs": readers_of_bodies.pdfs,
    "backups": readers_of_bodies.backups,
    "contents of backups": readers_of_bodies.contents_of_backups,
}
#: The control: it has a fault.
PLANTED = {"planted": readers.planted}
#: Signs that mean something to one reader or another.
TELLING = [
    b"\0", b"\n", b"\r\n", b'"', b"'", b",", b";", b"\t", b"=", b"&", b"%", b"%00", b"--x", b"[",
    b"{", b'{"a":', b"<", b"[#1]", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", "\u202e".encode(),
    "\u0301".encode() * 20, "๙".encode(), "\u0fff".encode(), b"9" * 400, b"-1", b"nan", b"1e999",
    b"@", b"\\", b"#", b"//", b"[::1]", b"127.0.0.1",
]  # fmt: skip
_LONGEST = 20_000


def changed(data: bytes, chance: random.Random) -> bytes:
    """One to four changes: bytes flipped, put in, cut out, doubled."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        start, end = sorted(chance.randint(0, len(found)) for _ in range(2))
        match chance.randrange(5):
            case 0:
                found[start : start + 1] = chance.randbytes(1)
            case 1:
                found[start:start] = chance.choice(TELLING)
            case 2:
                del found[start:end]
            case 3:
                found[start:start] = found[start:end]
            case _:
                found[start:end] = chance.randbytes(min(end - start, 30))
    return bytes(found[:_LONGEST])


def by_chance(reader: Reader, runs: int, seed: int) -> int:
    """How many of so many inputs were taken, the honest ones first; shows what breaks a reader."""
    chance = random.Random(seed)  # noqa: S311  nothing secret
    pool, taken = list(reader.seeds), 0
    for run in range(runs):
        honest = run < len(reader.seeds)
        data = reader.seeds[run] if honest else changed(chance.choice(pool), chance)
        try:
            if reader.takes(data):
                taken += 1
                pool[len(reader.seeds) + taken % 100 :] = [data]
        except Exception as error:
            error.add_note(f"seed {seed}, input {data!r}")
            raise
    return taken


def by_coverage(name: str, runs: int, seed: int, folder: Path) -> None:
    """AssertionError with what was reported, where an input is neither answered nor refused."""
    options = [f"-runs={runs}", f"-seed={seed}", "-max_len=4096", "-timeout=60"]
    where = [f"-artifact_prefix={folder}/found-", str(folder)]
    command = [sys.executable, "-m", "tests.factories.fuzzing", name, *options, *where]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603  our own words
    said = [*ended.stdout.splitlines()[:20], *ended.stderr.splitlines()[-20:]]
    kept = [path.read_bytes()[:500] for path in sorted(folder.glob("found-*"))]
    assert ended.returncode == 0, "\n".join([*said, *map(repr, kept)])
    assert f"Done {runs} runs" in ended.stderr, "\n".join(said)


def _fuzz(name: str, arguments: list[str]) -> None:
    import atheris

    logging.disable()
    with atheris.instrument_imports(include=["backend"]):
        reader = (READERS | PLANTED)[name]()
    folder = Path(arguments[-1])
    for number, seed in enumerate(reader.seeds):
        (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup([sys.argv[0], *arguments], reader.takes)
    atheris.Fuzz()


if __name__ == "__main__":
    _fuzz(sys.argv[1], sys.argv[2:])
