"""One text through an engine: hidden, cut, asked, checked, restored; and back again."""

from dataclasses import dataclass, field

from backend.languages.engines.protocol import Engine, EngineFault, Pair
from backend.languages.masking import Masked, mask, unmask
from backend.languages.pieces import pieces
from backend.languages.translation_checks import AnswerUnusable, checked


@dataclass(frozen=True)
class Wanted:
    """``names``: people who are known to be meant; ``region``: where they telephone."""

    text: str = field(repr=False)
    pair: Pair
    names: tuple[str, ...] = field(default=(), repr=False)
    region: str = "ZZ"


@dataclass(frozen=True)
class Translated:
    """``back``: the translation translated back, where the engine could."""

    text: str = field(repr=False)
    back: str | None = field(repr=False, default=None)


async def translated(engine: Engine, wanted: Wanted, *, with_back: bool = True) -> Translated:
    """``EngineFault`` where no answer came, ``AnswerUnusable`` where it cannot be shown."""
    asked = mask(wanted.text, wanted.names, wanted.region)
    answer = checked(await _through(engine, asked.text, wanted.pair), asked, wanted.pair)
    back = await _back(engine, Masked(answer, asked.hidden), wanted.pair) if with_back else None
    return Translated(unmask(answer, asked.hidden), back)


async def _back(engine: Engine, there: Masked, pair: Pair) -> str | None:
    """For whoever approves it; without it they see the translation alone."""
    try:
        answer = await _through(engine, there.text, pair.turned())
        return unmask(checked(answer, there, pair.turned()), there.hidden)
    except (EngineFault, AnswerUnusable):
        return None


async def _through(engine: Engine, text: str, pair: Pair) -> str:
    """Piece by piece. Spaces and line ends, and pieces without a letter, stay here as they are."""
    cut = pieces(text)
    asked = {place: piece for place, piece in enumerate(cut) if any(map(str.isalpha, piece))}
    answers = await engine.translate([piece.strip() for piece in asked.values()], pair)
    for (place, piece), answer in zip(asked.items(), answers, strict=True):
        start = piece[: len(piece) - len(piece.lstrip())]
        end = piece[len(piece.rstrip()) :]
        cut[place] = f"{start}{answer}{end}"
    return "".join(cut)
