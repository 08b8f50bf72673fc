"""Requests that no browser and no honest program sends, by name."""

from dataclasses import dataclass, field
from typing import Any

from tests.factories.api import a_complaint
from tests.factories.hostile import CANARY

URLENCODED = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Asked:
    """``%`` in the path stands for the locale. ``code``: words that the answer must hold."""

    method: str
    path: str
    status: int
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def get(path: str, status: int, code: str | None = None, **headers: str) -> Asked:
    return Asked("GET", path, status, code, headers)


def post(path: str, status: int, code: str, kind: str = URLENCODED, body: bytes = b"") -> Asked:
    return Asked("POST", path, status, code, {"Content-Type": kind}, body)


STORY = "/{locale}/complain/story"
_PART = b'--x\r\nContent-Disposition: form-data; name="account"\r\n\r\n' + CANARY.encode()

REQUESTS: dict[str, Asked] = {
    "no token": post(STORY, 403, "form_stale", body=b"account=" + CANARY.encode()),
    "an empty token": post(STORY, 403, "form_stale", body=b"csrf="),
    "a forged token": post(STORY, 403, "form_stale", body=b"csrf=1.2.3&csrf=%00"),
    "a token of another script": post(STORY, 403, "form_stale", body="csrf=é.é.é".encode()),
    "a token of a megabyte": post(STORY, 403, "form_stale", body=b"csrf=" + b"9" * 1_000_000),
    "another content type": post(STORY, 400, "form_unreadable", "text/plain", b"account=a"),
    "JSON to a page": post(STORY, 400, "form_unreadable", "application/json", b"{}"),
    "no content type": post(STORY, 400, "form_unreadable", "", b"account=a"),
    "no boundary": post(STORY, 400, "form_unreadable", "multipart/form-data", b"--x--"),
    "half a part": post(STORY, 400, "form_unreadable", "multipart/form-data; boundary=x", _PART),
    "a part without a name": post(
        STORY, 400, "form_unreadable", "multipart/form-data; boundary=x",
        b"--x\r\n\r\na\r\n--x--\r\n",
    ),
    "a part with an endless header": post(
        STORY, 400, "form_unreadable", "multipart/form-data; boundary=x",
        b"--x\r\n" + b"A" * 9_000 + b": b\r\n\r\n\r\n--x--",
    ),
    "eleven megabytes of text": post(STORY, 413, "form_too_large", body=b"a" * 11_000_000),
    "a body larger than all files": post(STORY, 413, "form_too_large", body=b"a" * 53_000_000),
    "a method that is none of ours": Asked("DELETE", "/{locale}/follow", 405, "method"),
    "PUT": Asked("PUT", STORY, 405, "method"),
    "a page that is none": get("/{locale}/complain/" + CANARY, 303),
    "a page posted that is none": post("/{locale}/complain/x", 403, "form_stale"),
    "NUL in the address": get("/{locale}/systems/a%00b", 404, "absent"),
    "no UTF-8 in the address": get("/{locale}/systems/%ff%fe", 404, "absent"),
    "a broken percent sign": get("/{locale}/systems/%zz", 404, "absent"),
    "a climb in the address": get("/{locale}/systems/..%2f..%2fetc%2fpasswd", 404, "absent"),
    "an address of 8,000 signs": get("/{locale}/systems/" + "a" * 8_000, 404, "absent"),
    "a line end in the address": get("/{locale}/%0d%0aX-Canary:%20" + CANARY, 404, "absent"),
    "an asset that climbs": get("/assets/..%2f..%2fpyproject.toml", 404),
    "a search of 60,000 signs": get("/{locale}/systems?q=" + "a" * 60_000, 200),
    "a search for NUL": get("/{locale}/systems?q=%00%ff&country=%00&after=%00", 200),
    "a search that is a pattern": get("/{locale}/systems?q=%25%5C_&country=zzzz", 200),
    "a thousand parameters": get("/{locale}/systems?" + "q=a&" * 1_000, 200),
    "a system prefilled with a script": get(STORY + "?system=%22><script>&country=%00", 200),
    "a notice that nobody sent": get("/{locale}/follow?filed=%00&again=<b>&left=1", 200),
    "controls in a cookie": get(STORY, 200, Cookie="draft=\x01\x02\x7f; follow=\"';"),
    "a cookie of 8,000 signs": get(STORY, 200, Cookie="draft=" + "A" * 8_000),
    "a cookie of another script": get(STORY, 200, Cookie="draft=\xe0\xb8\x81"),
    "a draft that is somebody's guess": get(STORY, 200, Cookie="draft=" + "A" * 43),
    "a follow session that is a guess": get(
        "/{locale}/follow/case", 303, Cookie="follow=" + "A" * 43
    ),
    "a language header of 100,000 signs": get(STORY, 200, Accept_Language="th;q=nan," * 12_000),
    "a forwarded address that is text": get(STORY, 200, X_Forwarded_For=CANARY, Forwarded=CANARY),
    "a host that is not ours": get(STORY, 421, Host=f"{CANARY}.example"),
    "a host told by a proxy": get(STORY, 200, X_Forwarded_Host=f"{CANARY}.example"),
    "a page before the first one": get("/{locale}/complain/check", 303),
    "a receipt that nobody has": get("/{locale}/complain/receipt", 303),
}  # fmt: skip

_LONG = CANARY + "a" * 19_991
_KEY = {"Idempotency-Key": "k" * 30}


@dataclass(frozen=True)
class Body:
    """A body for a call of the API. ``fields``: exactly these are named as wrong."""

    path: str
    body: Any
    status: int
    fields: frozenset[str] = frozenset()
    headers: dict[str, str] = field(default_factory=dict)


def filing(status: int, *wrong: str, **changes: Any) -> Body:
    return Body("/grievances", a_complaint(**changes), status, frozenset(wrong), _KEY)


def raw(body: bytes, status: int, *wrong: str, kind: str = "application/json") -> Body:
    return Body("/grievances", body, status, frozenset(wrong), _KEY | {"Content-Type": kind})


_TH = b'{"country":"TH","account":"' + CANARY.encode()

BODIES: dict[str, Body] = {
    "no body": raw(b"", 400),
    "no object": raw(b"[1]", 400),
    "half an object": raw(_TH, 400),
    "two objects": raw(b"{}{}", 400),
    "not a number": raw(b'{"country":NaN}', 400),
    "a hundred thousand brackets": raw(b"[" * 100_000, 400),
    "objects a thousand deep": raw(b'{"a":' * 1_000 + b"1" + b"}" * 1_000, 400),
    "objects five hundred deep": raw(
        b'{"a":' * 500 + b"1" + b"}" * 500, 422, "a", "country", "account"
    ),
    "a number of a million digits": raw(
        _TH + b'","danger":' + b"9" * 1_000_000 + b"}", 422, "danger"
    ),
    "a number beyond floats": raw(_TH + b'","wanted":1e999999}', 422, "wanted"),
    "a field sent twice": raw(_TH + b'","country":"ID"}', 422, "country"),
    "ten thousand times one field": raw(
        b"{" + b",".join([b'"x":1'] * 10_000) + b"}", 422, "x"
    ),
    "a lone surrogate as an escape": raw(_TH + b'\\ud800"}', 422, "account"),
    "a lone surrogate in bytes": raw(_TH + b'\xed\xa0\x80"}', 422, "account"),
    "a surrogate in a name": raw(_TH + b'","\\udfff":1}', 422, "\\udfff"),
    "another encoding": raw("{}".encode("utf-16"), 400),
    "bytes that are no text": raw(_TH + b'\xff"}', 400),
    "a byte order mark": raw(b"\xef\xbb\xbf[]", 400),
    "text declared": raw(b"{}", 415, kind="text/plain"),
    "a form": raw(b"country=TH", 415, kind=URLENCODED),
    "nothing declared": raw(b"{}", 415, kind=""),
    "another charset": raw(b"{}", 415, kind="application/json; charset=utf-16"),
    "more than a megabyte": raw(b" " * 1_100_000, 413),
    "NUL in JSON": filing(422, "account", account=f"{CANARY}\0"),
    "nothing told": filing(422, "account", account=" \n "),
    "one sign too many in JSON": filing(422, "account", account=_LONG + "b"),
    "types that are others": filing(
        422, "country", "account", "wanted", "contact", "system",
        country=1, account=[CANARY], wanted={}, contact=CANARY, system=True,
    ),
    "fields of models": filing(422, "id", "stage", "case_id", id=1, stage="closed", case_id=CANARY),
    "fields in the contact": filing(422, "contact.fax", contact={"fax": CANARY}),
    "choices nobody has": filing(
        422, "danger", "affected", "interface_language", "country", "system",
        danger=CANARY, affected=CANARY, interface_language="xx", country="ZZ", system="'; --",
    ),
    "a day that is none": filing(422, "happened", happened="2025-02-30"),
    "a day to come": filing(422, "happened", happened="2399"),
    "a day in words": filing(422, "happened", happened=f"yesterday {CANARY}"),
    "a day with an hour": filing(422, "happened", happened="2025-02-03T10:00"),
    "a day in Thai digits": filing(422, "happened", happened="๒๕๖๘"),
    "an address with a header": filing(
        422, "contact.email", contact={"email": f"{CANARY}@b.org\r\nBcc: x@example.org"}
    ),
    "a code that is empty": Body("/follow", {"receipt_code": ""}, 422, frozenset({"receipt_code"})),
    "a code that is short": Body("/follow", {"receipt_code": CANARY}, 422,
                                 frozenset({"receipt_code"})),
    "a code of a megabyte": Body("/follow", {"receipt_code": "0" * 1_000_000}, 422,
                                 frozenset({"receipt_code"})),
    "a code as a list": Body("/follow", {"receipt_code": ["0" * 24]}, 422,
                             frozenset({"receipt_code"})),
    "a code that nobody has": Body("/follow", {"receipt_code": "0" * 24}, 422,
                                   frozenset({"receipt_code"})),
    "an act nobody knows": Body(
        "/follow/acts", {"receipt_code": "0" * 24, "act": f"erase {CANARY}"}, 422,
        frozenset({"act"}),
    ),
    "a message without words": Body(
        "/follow/messages", {"receipt_code": "1", "text": "\n"}, 422,
        frozenset({"text", "receipt_code"}),
    ),
    "a reason that is too long": Body(
        "/follow/acts", {"receipt_code": "0" * 24, "act": "object", "reason": "ก" * 2_001}, 422,
        frozenset({"reason"}),
    ),
}  # fmt: skip
