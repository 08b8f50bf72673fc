"""Whoever steals everything that lies on the disk finds no word of a complaint that was worked on.

A house of real processes takes a complaint with a word of its own in every field, name, header and
picture; people work on it; then each byte that was left behind is read.
"""

import io
import os
import subprocess
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pikepdf
import psycopg
import pytest
from PIL import Image

from backend.database.embedded import EmbeddedServer, binaries
from backend.grievances.rules.receipt_code import read_code
from backend.sealing.keys import Keyring, MasterKey
from tests.factories.canaries import Canaries
from tests.factories.filing import Filed
from tests.factories.house import House, a_house, suara_said
from tests.factories.house_people import Staff, staff_of
from tests.factories.scanning import Found, Needle, files_in, forms, scan
from tests.factories.worked_complaint import (
    file_complaint,
    follow,
    read_files,
    search,
    work_on,
)

PLANTED = "planted where a thief must find it"
WAITING = """SELECT count(*) FROM procrastinate_jobs
  WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at < now())"""


@dataclass
class Theft:
    """What was left on the disk, by where it lay, and what must not be found in it."""

    names: list[str]
    words: dict[str, Needle]
    handed_out: list[bytes]
    keys: dict[str, Needle] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)

    def found(self, needles: dict[str, Needle], *but: str) -> list[Found]:
        return list(scan((path for name, path in self.places.items() if name not in but), needles))


@pytest.fixture(scope="module")
async def theft(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theft]:
    folder, began = tmp_path_factory.mktemp("thief"), time.time()
    temporary = folder / "tmp"
    temporary.mkdir()
    spare = pytest.MonkeyPatch()
    spare.setenv("TMPDIR", str(temporary))
    with a_house(folder / "data") as house:
        stolen = await a_complaint_worked_on(house)
        owner = suara_said("database", "url", "--role", "owner", data_dir=house.data_dir)[1].strip()
        rest(owner)
        dumps(owner, folder / "dumps")
        stolen.keys = keys_of(house, owner)
        cluster = EmbeddedServer(house.data_dir).home
        assert house.end() == 0
        (temporary / "planted").write_text(PLANTED, encoding="utf-16")
        stolen.places = {
            "cluster": cluster, "dumps": folder / "dumps", "temporary": temporary,
            "said": folder / "said.log", "data": house.data_dir,
        } | {str(path): path for path in new_in(temporary_folder(), began)}  # fmt: skip
        yield stolen
    spare.undo()


async def a_complaint_worked_on(house: House) -> Theft:
    canaries, staff = Canaries(), await staff_of(house)
    headers = canaries.headers()
    async with httpx.AsyncClient(base_url=house.origin, headers=headers, timeout=30) as person:
        filed = await file_complaint(person, canaries)
        case = f"/desk/cases/{filed.reference}"
        await follow(person, filed)
        await work_on(staff, person, case, canaries)
        await search(staff, canaries.of("account"), filed.reference)
        handed_out = await read_files(staff, case)
        browsers = [person, *staff.browsers.values()]
        words = needles_of(canaries, filed, browsers, staff)
    await staff.close()
    return Theft(canaries.names, words, handed_out)


def temporary_folder() -> Path:
    """Of whoever does not ask for another: nothing of ours should lie there."""
    return Path("/tmp")  # noqa: S108  it is looked at, not written to


def new_in(folder: Path, began: float) -> Iterable[Path]:
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime >= began and path.stat().st_size < 2**26:
            yield path


def needles_of(
    canaries: Canaries, filed: Filed, browsers: list[httpx.AsyncClient], staff: Staff
) -> dict[str, Needle]:
    """The words, the code in each spelling, and what only browsers and people may hold."""
    code: dict[str, Needle] = {
        "letters": filed.letters,
        "letters together": filed.letters.replace("-", ""),
        "digits": filed.digits,
        "digits together": filed.digits.replace("-", ""),
        "secret": read_code(filed.letters),
    }
    cookies = {
        f"cookie {number} {name}": value
        for number, browser in enumerate(browsers)
        for name, value in browser.cookies.items()
        if name != "other"
    }
    words = {"words": canaries.mark, "thai": canaries.thai, "phone": canaries.phone}
    return words | code | cookies | dict(staff.secrets)


def rest(owner: str) -> None:
    """Until no job waits; and one row that must be found."""
    until = time.monotonic() + 30
    with psycopg.connect(owner, autocommit=True) as connection:
        while connection.execute(WAITING).fetchone()[0] and time.monotonic() < until:
            time.sleep(0.3)
        connection.execute("CREATE TABLE planted (words text)")
        connection.execute("INSERT INTO planted VALUES (%s)", (PLANTED,))


def dumps(owner: str, folder: Path) -> None:
    """As an operator would: one to read, one to restore from (not squeezed, or none could look)."""
    folder.mkdir()
    for form in ("plain", "custom"):
        parts = urlsplit(owner)
        subprocess.run(  # noqa: S603  a program of PostgreSQL at an absolute path
            [
                binaries() / "pg_dump", f"--format={form}", "--compress=0", "-h", "127.0.0.1",
                "-p", str(parts.port), "-U", "suara_owner", "-f", folder / form, "suara",
            ],
            env=os.environ | {"PGPASSWORD": parts.password or ""},
            check=True,
        )  # fmt: skip


def keys_of(house: House, owner: str) -> dict[str, Needle]:
    """All that opens cases: the master key, and with it what each organisation holds."""
    master = MasterKey.read(house.data_dir / "keys" / "master.key")
    found: dict[str, Needle] = {"master": master.key}
    with psycopg.connect(owner) as connection:
        query = "SELECT slug, id, sealed_private_key, sealed_search_key FROM organisations"
        for slug, *row in connection.execute(query):
            held = Keyring(master).hold(*row)
            found |= {f"{slug} private": held.private.seeds, f"{slug} search": held.search}
    return found


def test_so_many_words_were_hidden(theft: Theft):
    assert len(set(theft.names)) >= 25
    assert sum(path.stat().st_size for path in files_in([theft.places["cluster"]])) > 2**24


def test_no_word_of_the_complaint_lies_anywhere(theft: Theft):
    assert theft.found(theft.words) == []


def test_no_key_lies_in_database_dumps_or_logs(theft: Theft):
    assert theft.found(theft.keys, "data") == []


def test_the_master_key_lies_in_its_own_file_and_nowhere_else(theft: Theft):
    found = {each.path.name for each in theft.found({"master": theft.keys["master"]})}
    assert found == {"master.key"}


def test_files_are_handed_out_without_what_the_camera_wrote_into_them(theft: Theft):
    """Only the two texts still say what was typed into them."""
    hidden = [form for form in forms(theft.words["words"]).values() if len(form) > 8]
    telling = [c for c in theft.handed_out if any(form in c for form in hidden)]
    assert sorted(c.decode()[10:] for c in telling) == ["evidence", "proof"]
    for content in set(theft.handed_out) - set(telling):
        if content.startswith(b"%PDF"):
            with pikepdf.open(io.BytesIO(content)) as document:
                assert not list(document.docinfo)
        else:
            with Image.open(io.BytesIO(content)) as picture:
                assert not dict(picture.getexif())
                assert not {"xmp", "comment", "Author", "Title"} & picture.info.keys()


@pytest.mark.parametrize("place", ["cluster", "dumps", "temporary"])
def test_what_was_planted_is_found(theft: Theft, place: str):
    """Or the tests above would prove nothing."""
    assert list(scan([theft.places[place]], {"planted": PLANTED}))


@pytest.mark.parametrize("form", forms("word ไทย"))
@pytest.mark.parametrize("before", [b"", b"x", b"xy"])
def test_a_word_is_found_however_it_is_written(tmp_path: Path, form: str, before: bytes):
    (tmp_path / "file").write_bytes(b"\x00" + before + forms("word ไทย")[form] + b"\xff" * 9)
    assert form in {found.form for found in scan([tmp_path], {"w": "word ไทย"})}


@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_base64_of_a_longer_text_is_seen(tmp_path: Path, before: str):
    (tmp_path / "file").write_bytes(b64encode(f"{before}a word of ours, and more".encode()))
    assert list(scan([tmp_path], {"w": "a word of ours"}))
