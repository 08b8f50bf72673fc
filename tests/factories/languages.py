"""Texts between two languages."""

from backend.languages.identification import PRIOR_MARGIN, identify_alone

_BOTH = (
    "Mereka tahu itu.",
    "Saya tidak bersalah",
    "Saya takut",
    "Bantuan saya dihentikan tanpa alasan",
    "Mereka menolak permohonan saya tanpa alasan.",
    "Nama saya salah dalam sistem",
    "Kami tunggu di rumah sakit",
    "Saya tidak tahu mengapa.",
    "Rumah saya besar.",
    "Saya sudah tua",
    "Sistem menolak nama saya",
    "Kami makan nasi di rumah",
)


def between(first: str, second: str) -> str:
    """A text that reads a little more like the first; no matter how the model was trained."""
    for text in _BOTH:
        found = identify_alone(text)
        near = [tag for tag, _ in found.ranked[:2]]
        if near == [first, second] and found.margin <= PRIOR_MARGIN:
            return text
    raise LookupError(first, second)
