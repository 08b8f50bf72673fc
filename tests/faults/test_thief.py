"""Whoever steals everything that lies on the disk finds no word of a complaint that was worked on.

A house of real processes takes a complaint with a word of its own in every field, name, header and
picture; people work on it; then each byte that was left behind is read.
"""

import io
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pikepdf
import psycopg
import pytest
from PIL import Image

from backend.database.embedded import EmbeddedServer
from backend.grievances.rules.receipt_code import read_code
from tests.factories.canaries import Canaries
from tests.factories.filing import Filed
from tests.factories.house import House, a_house, suara_said
from tests.factories.house_people import Staff, staff_of
from tests.factories.left_behind import (
    OUTSIDE,
    PLANTED,
    back_up,
    dumps,
    figures,
    keys_of,
    mails,
    plant,
    processes,
)
from tests.factories.mail import Postbox, open_postbox
from tests.factories.ports import free_port
from tests.factories.scanning import Found, Needle, files_in, forms, scan
from tests.factories.worked_complaint import (
    file_complaint,
    file_on_behalf,
    follow,
    read_files,
    search,
    work_on,
)

pytestmark = pytest.mark.battery("T4")
WAITING = """SELECT count(*) FROM procrastinate_jobs
  WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at < now())"""


@dataclass
class Theft:
    """What was left on the disk, by where it lay, and what must not be found in it."""

    names: list[str]
    words: dict[str, Needle]
    handed_out: list[bytes]
    #: To which the house writes, and which stand in its mail therefore.
    addresses: list[str]
    keys: dict[str, Needle] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)

    def found(self, needles: dict[str, Needle], *but: str) -> list[Found]:
        return list(scan((path for name, path in self.places.items() if name not in but), needles))


@pytest.fixture(scope="module")
async def theft(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Theft]:
    folder, began = tmp_path_factory.mktemp("thief"), time.time()
    for name in OUTSIDE:
        (folder / name).mkdir()
    (folder / "passphrase").write_text("a long passphrase on paper")
    spare, at = pytest.MonkeyPatch(), f"127.0.0.1:{free_port()}"
    spare.setenv("TMPDIR", str(folder / "temporary"))
    with open_postbox(Postbox()) as postbox, a_house(
        folder / "data", SUARA_SMTP_URL=postbox.url, SUARA_METRICS_ADDRESS=at,
    ) as house:  # fmt: skip
        stolen = await a_complaint_worked_on(house)
        owner = suara_said("database", "url", "--role", "owner", data_dir=house.data_dir)[1].strip()
        rest(owner)
        dumps(owner, folder / "dumps")
        back_up(house, folder)
        figures(at, folder / "metrics")
        processes(house, folder / "processes")
        stolen.keys = keys_of(house, owner)
        cluster = EmbeddedServer(house.data_dir).home
        assert house.end() == 0
        mails(postbox, stolen.addresses, folder / "mail")
        plant(folder)
        stolen.places = {name: folder / name for name in (*OUTSIDE, "data", "said.log")} | {
            str(path): path for path in new_in(temporary_folder(), began)
        }
        stolen.places["cluster"] = cluster
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
        other = await file_on_behalf(staff, canaries)
        handed_out = await read_files(staff, case)
        browsers = [person, *staff.browsers.values()]
        words = needles_of(canaries, filed, browsers, staff)
        words |= {f"another's {name}": code for name, code in code_of(other).items()}
    await staff.close()
    addresses = [f"{canaries.mark}{name}@example.org" for name in ("email", "theirs")]
    return Theft(canaries.names, words, handed_out, addresses)


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
    cookies = {
        f"cookie {number} {name}": value
        for number, browser in enumerate(browsers)
        for name, value in browser.cookies.items()
        if name != "other"
    }
    words = {"words": canaries.mark, "thai": canaries.thai, "phone": canaries.phone}
    return words | code_of(filed) | cookies | dict(staff.secrets)


def code_of(filed: Filed) -> dict[str, Needle]:
    return {
        "letters": filed.letters,
        "letters together": filed.letters.replace("-", ""),
        "digits": filed.digits,
        "digits together": filed.digits.replace("-", ""),
        "secret": read_code(filed.letters),
    }


def rest(owner: str) -> None:
    """Until no job waits; and one row that must be found."""
    until = time.monotonic() + 30
    with psycopg.connect(owner, autocommit=True) as connection:
        while connection.execute(WAITING).fetchone()[0] and time.monotonic() < until:
            time.sleep(0.3)
        connection.execute("CREATE TABLE planted (words text)")
        connection.execute("INSERT INTO planted VALUES (%s)", (PLANTED,))


def test_so_many_words_were_hidden(theft: Theft, counted: Callable[[str, int], None]):
    assert len(set(theft.names)) >= 40
    assert len(list((theft.places["mail"]).iterdir())) > 3, "no mail was looked at"
    assert list(theft.places["backups"].iterdir())
    assert b"suara_" in (theft.places["metrics"] / "figures").read_bytes()
    counted("words hidden", len(set(theft.names)))
    counted("codes, cookies and keys", len(theft.words) + len(theft.keys))
    counted("ways of writing each", len(forms("a word")))
    counted("places", len(theft.places))
    read = sum(path.stat().st_size for path in files_in(theft.places.values()))
    counted("megabytes read", read // 2**20)
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


@pytest.mark.parametrize(
    "place", ["cluster", "dumps", "temporary", "mail", "metrics", "processes", "said.log"]
)
def test_what_was_planted_is_found(theft: Theft, place: str):
    """The control: or the tests above would prove nothing."""
    assert list(scan([theft.places[place]], {"planted": PLANTED}))
