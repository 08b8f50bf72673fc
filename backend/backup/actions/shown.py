"""How far a long command is, on the operator's terminal; elsewhere a line at each step."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
)

Step = TypeVar("Step")


@dataclass(frozen=True)
class Shown:
    console: Console

    def say(self, sentence: str) -> None:
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def bytes(
        self, name: str, pieces: Iterable[bytes], total: int | None = None
    ) -> Iterator[bytes]:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
        with self._progress(name, *columns) as progress:
            task = progress.add_task(name, total=total)
            for piece in pieces:
                progress.advance(task, len(piece))
                yield piece

    def steps(self, name: str, steps: Sequence[Step]) -> Iterator[Step]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with self._progress(name, *columns) as progress:
            yield from progress.track(steps, description=name)

    def _progress(self, name: str, *columns: object) -> Progress:
        if not self.console.is_terminal:
            self.say(name)
        return Progress(
            *columns,  # type: ignore[arg-type]  # columns of rich, each of a class of its own
            TimeElapsedColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        )
