"""What reads things from outside: each takes any bytes, and gives an answer or one of its refusals.

A reader is made by a function of its name, which imports only what it needs.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Reader:
    """``read`` also asserts what must hold of an answer. ``seeds``: what honest people send."""

    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refused: tuple[type[Exception], ...] = ()

    def takes(self, data: bytes) -> bool:
        """Whether it was answered; any other exception than a refusal comes out."""
        try:
            self.read(data)
        except self.refused:
            return False
        return True


def _text(data: bytes) -> str:
    """With the lone surrogates that JSON and file names can hold."""
    return data.decode("utf-8", errors="surrogateescape")


def _bytes(*texts: str) -> tuple[bytes, ...]:
    return tuple(text.encode() for text in texts)


def receipt_codes() -> Reader:
    from backend.grievances.rules import receipt_code as code

    def read(data: bytes) -> None:
        typed = _text(data)
        code.is_last_group(typed, bytes(15))
        secret = code.read_code(typed)
        assert code.read_code(code.in_letters(secret)) == secret
        assert code.read_code(code.in_digits(secret)) == secret

    secrets = (bytes(15), bytes.fromhex("07ffeeddccbbaa9988776655443322"))
    seeds = [spell(secret) for secret in secrets for spell in (code.in_letters, code.in_digits)]
    return Reader(read, _bytes(*seeds, "๐" * 36), (code.ReceiptCodeRefused,))


def planted() -> Reader:
    """It breaks at a code that can be read, with two dashes in a row."""
    from backend.grievances.rules.receipt_code import ReceiptCodeRefused, in_letters, read_code

    def read(data: bytes) -> None:
        read_code(_text(data))
        if b"--" in data:
            raise LookupError

    return Reader(read, _bytes(in_letters(bytes(15))), (ReceiptCodeRefused,))


def language_wishes() -> Reader:
    from backend.languages import locales

    offered = {locale.tag for locale in locales.offered()}

    def read(data: bytes) -> None:
        wish = _text(data)
        assert {locales.negotiate(wish), locales.best_offered(wish, wish)} <= offered
        assert locales.our_tag(wish) in {None, *locales.LOCALES}
        found = locales.by_segment(wish)
        assert found is None or found.tag == wish

    seeds = ("th-TH,th;q=0.9,en;q=0.8", "zh-Hans", "in_ID", "*;q=0.1", "../../etc", "tet;q=1e9")
    return Reader(read, _bytes(*seeds))


def days() -> Reader:
    from backend.languages.formats import parse_digits
    from backend.on_behalf.rules.days import read_day, read_parts

    def read(data: bytes) -> None:
        typed = _text(data)
        found = read_day(typed)
        assert found is None or 1 <= found.year <= 9999
        assert read_parts(typed) or not found
        number = parse_digits(typed)
        assert number is None or number >= 0

    return Reader(read, _bytes("2026-03-09", "๙/๓/๒๕๖๙", "09.03.2026", "2026-03-09T00:00:00.0"))


def keys_and_cursors() -> Reader:
    from backend.errors import Refusal
    from backend.grievances.rules.browser_keys import read_cookie, retry_key
    from backend.web.api import cursor_after, read_cursor
    from backend.web.form_tokens import is_bound_token, is_stateless_token, stateless_token
    from backend.web.forms import read_id
    from backend.web.paging import read_after, read_after_moment

    key, now = bytes(32), 1_800_000_000
    token = stateless_token(key, now)

    def read(data: bytes) -> None:
        sent = _text(data)
        assert not is_stateless_token(key, sent, now) or sent == token
        assert not is_bound_token(key, sent, "cookie")
        assert read_after_moment(sent) is None or read_after(sent)
        read_id(sent), read_cookie(sent, "draft")
        with suppress(Refusal):
            retry_key(sent, data)
        cursor_after(read_cursor(sent))

    after = "2026-11-20T03:00:00+00:00~07ffeedd-ccbb-4a99-8877-665544332211"
    return Reader(read, _bytes(token, "A" * 43, "cGVuc2lvbi1jaGVjaw", after), (Refusal,))


def file_names() -> Reader:
    from backend.web.uploads import attachment_headers, safe_name

    def read(data: bytes) -> None:
        name = _text(data)
        assert 0 < len(safe_name(name)) <= 120
        value = attachment_headers(name)["Content-Disposition"]
        assert value.isascii()
        assert value.isprintable()
        assert value.count('"') == 2

    return Reader(read, _bytes("รูป.png", "../../a.pdf", 'a"\r\nX: b.png', "\u202egnp.exe", "."))


def tables() -> Reader:
    from backend.errors import Unacceptable
    from backend.on_behalf.forms import entries
    from tests.factories.on_behalf import a_row, a_table

    def read(data: bytes) -> None:
        for entry in entries(data, TODAY, {"a-system"}):
            assert entry.row >= 2
            assert entry.received_on <= TODAY

    rows = [a_row(number, received_on="19/11/2026", happened="03/2569") for number in (1, 2)]
    seeds = [a_table(rows, separator) for separator in ",;\t"]
    wide = seeds[0].decode("utf-8-sig").encode("utf-16")
    return Reader(read, (*seeds, wide, b"sep=;\r\n" + seeds[1]), (Unacceptable,))


def answers_on_pages() -> Reader:
    from backend.errors import Refusal, Unacceptable
    from backend.grievances.forms import READERS as PAGES
    from backend.grievances.forms import read_act
    from backend.web.form_parts import Urlencoded
    from backend.web.forms import Form

    def read(data: bytes) -> None:
        parts = Urlencoded()
        parts.write(data)
        parts.finish()
        form = Form(tuple(parts.fields), (), frozenset(parts.unreadable))
        for page in (*PAGES.values(), lambda form, _day: read_act(form)):
            with suppress(Unacceptable):
                page(form, TODAY)

    story = (
        "country=TH&account=%E0%B8%81&system=a-b&happened_year=2569&happened_month=3&danger=child"
    )
    contact = "contact_way=phone&phone=%2B66+2+123+4567&name=a&email=a%40b.org&language=th"
    act = "act=translation_wrong&translation=07ffeedd-ccbb-4a99-8877-665544332211&reason=no"
    return Reader(read, _bytes(story, contact, act), (Refusal,))


def texts() -> Reader:
    from backend.languages.normalisation import UnreadableText, for_search, is_blank, stored
    from backend.languages.search_terms import index_terms, ways_to_find
    from backend.languages.words import words_of

    def read(data: bytes) -> None:
        typed = _text(data)
        index_terms(typed), ways_to_find(typed), words_of(typed, "km")
        kept = stored(typed)
        assert stored(kept) == kept
        lines = typed.replace("\r\n", "\n").replace("\r", "\n")
        assert for_search(kept) == for_search(lines)
        assert is_blank(kept) or is_blank(typed) is False

    seeds = ("ฉันยื่นเรื่องร้องเรียน น้ํา", "បណ្តឹងរបស់ខ្ញុំ", "ຄໍາຮ້ອງ", "我的投诉", "Đại Học a\u0301\u0323")
    return Reader(read, _bytes(*seeds), (UnreadableText,))


def languages_of_texts() -> Reader:
    from backend.languages.burmese import as_unicode
    from backend.languages.identification import identify

    def read(data: bytes) -> None:
        typed = _text(data)
        assert as_unicode(typed).original == typed
        found = identify(typed, "MY", "id")
        assert 0 <= found.confidence <= 1
        assert sum(share for _, share in found.ranked) <= 1.0001

    zawgyi, unicode = "သီဟိုဠ္မွ ဉာဏ္ႀကီးရွင္သည္", "သီဟိုဠ်မှ ဉာဏ်ကြီးရှင်သည်"
    return Reader(
        read, _bytes(zawgyi, unicode, "Saya ditolak tanpa alasan", "ฉันถูกปฏิเสธ", "我被拒绝")
    )


def masked_texts() -> Reader:
    from backend.languages.engines.protocol import Pair
    from backend.languages.masking import PlaceholdersBroken, mask, numbers, unmask
    from backend.languages.pieces import pieces
    from backend.languages.translation_checks import AnswerUnusable, checked

    def read(data: bytes) -> None:
        typed, _, answer = _text(data).partition("\x1e")
        masked = mask(typed, ("Somchai Jaidee", "สมชาย"), "TH")
        assert unmask(masked.text, masked.hidden) == typed
        assert numbers(masked.text) == list(range(1, len(masked.hidden) + 1))
        assert "".join(pieces(masked.text, 40)) == masked.text
        unmask(checked(answer, masked, Pair("th", "en")), masked.hidden)

    seeds = ("โทร 081-234 5678 สมชาย\x1eCall [#1] [#2]", "a@b.org, Puan Nur Aisyah\x1e[#2], [#1]")
    return Reader(read, _bytes(*seeds), (PlaceholdersBroken, AnswerUnusable))
