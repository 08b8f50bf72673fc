"""What people say in each language: sentences of the demonstration, and made-up words.

The words are drawn as those of a language are: few of them often, most of them seldom. Tokens are
made once for each sentence and each word, and united.
"""

import itertools
import re
from functools import cache
from random import Random

from backend.demonstration.reading import complaints
from backend.languages.search_terms import asked, index_terms
from backend.sealing.tokens import keyed_tokens

VOCABULARY = 20_000
SENTENCES, WORDS = 3, 10
SHORTEST_SENTENCE = 10
_ENDS = re.compile(r"(?<=[.!?။។。])\s*|\n+")
#: Thai and Lao end a sentence with a space, Khmer writers often do.
_SPACES = re.compile(r"\s+")
_BETWEEN_SPACES, _WITHOUT_SPACES = re.compile(r"\S{4,}"), re.compile(r"\S{5}")


class Speech:
    """What is said in one language."""

    def __init__(self, language: str, dice: Random, vocabulary: int = VOCABULARY) -> None:
        self.dice = dice
        texts = "\n".join(c["text"] for c in complaints() if c["language"] == language)
        ends = _SPACES if language in {"th", "lo", "km"} else _ENDS
        self.sentences = [s for s in ends.split(texts) if len(s) >= SHORTEST_SENTENCE]
        cut = _cut(language)
        said = [word for sentence in self.sentences for word in cut.findall(sentence)]
        self.known = [word for word in said if asked(word)]
        syllables = sorted({word[:3] for word in said})
        made = ("".join(dice.choices(syllables, k=dice.choice((2, 3)))) for _ in itertools.count())
        self.words = list(itertools.islice((w for w in made if asked(w)), vocabulary))
        self.weights = list(itertools.accumulate(1 / (rank + 8) for rank in range(vocabulary)))

    def some_words(self, count: int) -> list[str]:
        return self.dice.choices(self.words, cum_weights=self.weights, k=count)

    def parts(self) -> list[str]:
        """Of one story: sentences, and words on a line of their own."""
        return [*self.dice.choices(self.sentences, k=SENTENCES), *self.some_words(WORDS)]


def _cut(language: str) -> re.Pattern[str]:
    unparted = language in {"th", "lo", "km", "my", "zh-Hans"}
    return _WITHOUT_SPACES if unparted else _BETWEEN_SPACES


def words_in(language: str, text: str) -> list[str]:
    """What one may search for, where the language does not part words a few signs of it."""
    return [word for word in _cut(language).findall(text) if asked(word)]


def story(parts: list[str]) -> str:
    return f"{' '.join(parts[:SENTENCES])}\n{' '.join(parts[SENTENCES:])}"


@cache
def tokens_of(part: str, key: bytes) -> tuple[int, ...]:
    return tuple(keyed_tokens(index_terms(part), key))


def tokens_of_all(parts: list[str], key: bytes) -> set[int]:
    return set().union(*(tokens_of(part, key) for part in parts))
