"""Ids of the rows of one seeded case, that begin alike."""

import os


def new_ids(prefix: bytes, count: int) -> list[bytes]:
    """Of version 4, but for how they begin."""
    chance, size, made = os.urandom(16 * count), len(prefix), []
    for start in range(0, 16 * count, 16):
        new = bytearray(prefix + chance[start + size : start + 16])
        new[6] = new[6] & 0x0F | 0x40
        new[8] = new[8] & 0x3F | 0x80
        made.append(bytes(new))
    return made
