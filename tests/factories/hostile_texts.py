"""A hundred texts and more that hide, pile up, turn round or imitate signs. None is harmful.

Each holds a word of its own, by which it must be found once it is filed; or it is refused in words.
"""

import unicodedata
from dataclasses import dataclass

from backend.languages.burmese import as_unicode
from backend.languages.normalisation import stored

#: Signs that show nothing, within a word: the word must be found as if they were not there.
HIDDEN = (
    "00ad 034f 061c 115f 1160 17b4 17b5 180b 180e 200b 200c 200d 200e 200f 202a 202b 202c 202d "
    "202e 2060 2061 2063 2064 2066 2067 2068 2069 206a 206f 3164 fe00 fe0f feff ffa0 fff9 fffb "
    "e0001 e0041 e007f e0100"
)
#: Letters of every script, under a thousand marks.
LETTERS = {"Latin": "e\u0301", "Thai": "ก\u0e49", "Lao": "ກ\u0ec9", "Khmer": "ក\u17bb",
           "Burmese": "က\u102f", "Tamil": "க\u0bc1", "Arabic": "ب\u064e", "Hindi": "क\u0941",
           "Korean": "한\u0301", "an emoji": "🙂\u20dd"}  # fmt: skip
#: Letters that look like those of a Latin word.
ALIKE = {"Cyrillic": "реnsiоn", "Greek": "ρεnsιοn", "full width": "ｐｅｎｓｉｏｎ",
         "bold": "𝐩𝐞𝐧𝐬𝐢𝐨𝐧", "Gothic": "𝔭𝔢𝔫𝔰𝔦𝔬𝔫", "in circles": "ⓟⓔⓝⓢⓘⓞⓝ", "raised": "ᵖᵉⁿˢⁱᵒⁿ",
         "Armenian": "реոsiоո", "Cherokee": "ᏢᎬnsion"}  # fmt: skip
#: Those that are the same letters in another shape, so that the plain word finds them.
SAME = {"full width", "bold", "Gothic", "in circles"}


@dataclass(frozen=True)
class Text:
    """``account`` as its bytes may be no UTF-8; ``found_by`` each of these searches; ``code`` if it
    is refused.
    """

    account: str | bytes
    found_by: tuple[str, ...] = ()
    code: str | None = None

    def shown(self) -> list[str]:
        """The lines that must stand on every page, as they were typed and read."""
        assert isinstance(self.account, str)
        return as_unicode(stored(self.account)).text.strip().splitlines()


def _named() -> dict[str, Text]:
    texts: dict[str, Text] = {}
    for number, code in enumerate(HIDDEN.split()):
        word = f"himbol{number}ga"
        sign = chr(int(code, 16))
        texts[f"U+{code.upper()} within a word"] = Text(
            f"{word[:4]}{sign}{word[4:]} refused", (word,)
        )
    for script, letter in LETTERS.items():
        texts[f"a thousand marks in {script}"] = Text(
            f"{letter[0]}{letter[1] * 1_000} tower{unicodedata.name(letter[0])[:3].lower()}x",
            (f"tower{unicodedata.name(letter[0])[:3].lower()}x",),
        )
    for script, word in ALIKE.items():
        found = (word, "pension") if script in SAME else (word,)
        texts[f"letters that look Latin: {script}"] = Text(f"my {word} stopped", found)
    return texts | {name: Text(word.join(around), (word,)) for name, word, around in TURNED}


#: Name, the word that finds it, and what stands around the word.
TURNED = [
    ("read from the right", "kelpie1", ("\u202e", "\u202c gnp.exe")),
    ("left to right overridden", "kelpie2", ("\u202d", " مرحبا")),
    ("embedded and never closed", "kelpie3", ("\u202b" * 60, "")),
    ("isolated and never closed", "kelpie4", ("\u2067" * 200, "")),
    ("closed and never opened", "kelpie5", ("\u2069\u202c" * 100, "")),
    ("Arabic and Thai by turns", "kelpie6", ("مرحبا ไทย ", " สวัสดี سلام")),
    ("Hebrew with digits", "kelpie7", ("שלום 123 ", " (45) שלום")),
    ("Zawgyi and Unicode in one", "kelpie8", ("ျငင္းပယ္ ", " ငြင်းပယ်ခဲ့တယ်")),
    ("seven scripts in one word", "kelpie9", ("aกກកကக中م ", "")),
    ("Khmer in an order of nobody", "kelpie10", ("ក្ក្ក្កុិំ ", "")),
    ("letters below without letters above", "kelpie11", ("\u17d2\u17d2\u1039\u1039 ", "")),
    ("vowels without letters", "kelpie12", ("\u0e34\u0e35 \u0eb4 \u17b6 \u102d \u0bbe ", "")),
    ("line and paragraph separators", "kelpie13", ("one\u2028two\u2029 ", "")),
    ("noncharacters", "kelpie14", ("\ufffe\U0001ffff\U0010ffff ", "")),
    ("private signs", "kelpie15", ("\ue000\uf8ff\U000f0000 ", "")),
    ("unassigned signs", "kelpie16", ("\u0378\U000e0fff\U0002fffe ", "")),
    ("families joined", "kelpie17", ("👩‍👩‍👧‍👦🏳️‍🌈🇹🇭🇲🇲 ", "")),
    ("flags cut in half", "kelpie18", ("🇹🇲🇱 ", "")),
    ("the whole of a word joined", "kelpie19", ("x\u200d" * 4_000 + " ", "")),
    ("one word of 15,000 letters", "kelpie20", ("a" * 15_000 + " ", "")),
    ("one Thai word of 15,000 letters", "kelpie21", ("ก" * 15_000 + " ", "")),
    ("one Khmer word of 9,000 letters below", "kelpie22", ("ក្រ" * 4_000 + " ", "")),
    ("fifteen thousand digits", "kelpie23", ("1" * 15_000 + " ", "")),
    ("digits and dashes without end", "kelpie24", ("1-" * 7_000 + " ", "")),
    ("five thousand lines", "kelpie25", ("\n" * 5_000, "")),
    ("quotation marks of all kinds", "kelpie26", ("'\"`´‘’“”«»‹›「」 ", "")),
    ("the end of a bdi", "kelpie27", ("</bdi></p><script>alert(1)</script> ", "")),
    ("an entity", "kelpie28", ("&lt;script&gt; &#x202e; &nbsp; ", "")),
    ("a comment", "kelpie29", ("<!-- ", " --><![CDATA[x]]>")),
    ("a template", "kelpie30", ("{{ 7*7 }} {% raw %} ${7*7} ", "")),
    ("a pattern", "kelpie31", ("(((a+)+)+)+$ [z-a] \\1 ", "")),
    ("a format", "kelpie32", ("%s %(x)s {0} {self} ", "")),
    ("SQL with tokens", "kelpie33", ("{7}'::bigint[]; DROP TABLE case_tokens; -- ", "")),
    ("escapes as text", "kelpie34", ("\\x00 \\u202e \\ud800 %00 ", "")),
    ("a name that computers know", "kelpie35", ("null undefined NaN true CON __proto__ ", "")),
    ("small and large of Turkish", "kelpie36", ("İıIi ", "")),
    ("sharp s and ligatures", "kelpie37", ("ẞßﬁﬀﬆ ", "")),
    ("one sign that becomes eighteen", "kelpie38", ("ﷺ" * 500 + " ", "")),
    ("Hangul in pieces", "kelpie39", ("\u1112\u1161\u11ab" * 40 + " ", "")),
    ("marks that enclose", "kelpie40", ("a\u20dd\u20de\u20e0 ", "")),
    ("a word in Jawi with every mark", "kelpie41", ("سِـــيـسْـتِـمْ ", "")),
    ("digits of ten scripts", "kelpie42", ("1๑໑១၁௧١۱１𝟏 ", "")),
]

#: What is no text, or nothing that can be seen.
REFUSED = {
    "half a surrogate, the first": Text(b"x \xed\xa0\x80 y", code="unreadable"),
    "half a surrogate, the second": Text(b"x \xed\xb0\x80 y", code="unreadable"),
    "two halves as six bytes": Text(b"x \xed\xa0\xbd\xed\xb8\x80", code="unreadable"),
    "a byte that begins nothing": Text(b"x \xff y", code="unreadable"),
    "a sign cut in the middle": Text("ไทย".encode()[:-1], code="unreadable"),
    "a sign beyond the last": Text(b"x \xf4\x90\x80\x80", code="unreadable"),
    "NUL between letters": Text("pen\0sion", code="unreadable"),
    "a bell": Text("pension \x07", code="unreadable"),
    "an escape that colours": Text("\x1b[31mpension", code="unreadable"),
    "delete": Text("pension\x7f", code="unreadable"),
    "a next line of old machines": Text("pension\x85x", code="unreadable"),
    "a control sequence of one byte": Text("pension\x9b31m", code="unreadable"),
    "nothing but joiners": Text("\u200b\u200d\u2060\ufeff", code="account_missing"),
    "nothing but directions": Text("\u202e\u2066\u200f", code="account_missing"),
    "nothing but fillers": Text("\u3164\u115f \uffa0", code="account_missing"),
    "nothing but tags": Text("\U000e0041\U000e0042\U000e007f", code="account_missing"),
}

TEXTS: dict[str, Text] = _named() | REFUSED
