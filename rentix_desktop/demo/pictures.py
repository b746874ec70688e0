"""Small drawings in place of photos: the same words always give the same picture."""

from __future__ import annotations

import zlib

_SKIES = ("#dbe9f4", "#e8e4f0", "#f3e9dc", "#dff0e8", "#e3e8ee")
_WALLS = ("#c8a27c", "#b9b4a7", "#a7b8c4", "#d0b59a", "#9fae9a", "#c4978a")
_WINDOWS = ("#f7f3e3", "#eef6fb", "#fdf0cf")
_GROUND = "#9db58f"

TALL = ("apartment", "room", "office", "business", "trade")
EMPTY = ("residential-land", "commercial-land", "open-parking")


def picture(kind: str, name: str) -> str:
    """An SVG of 320 × 200 for a kind of property; `name` only varies colours and sizes."""
    seed = zlib.crc32(f"{kind}/{name}".encode("utf-8", "replace"))
    sky, wall = _SKIES[seed % len(_SKIES)], _WALLS[seed // 7 % len(_WALLS)]
    parts = [
        f'<rect width="320" height="200" fill="{sky}"/>',
        f'<circle cx="{40 + seed % 240}" cy="38" r="14" fill="#fff" opacity="0.8"/>',
        f'<rect y="158" width="320" height="42" fill="{_GROUND}"/>',
    ]
    if kind in EMPTY:
        parts.append(f'<path d="M30 190 L90 165 H{200 + seed % 60} L290 190 Z" fill="{wall}" opacity="0.5"/>')
    elif kind in TALL:
        parts += _block(seed, wall)
    else:
        parts += _house(seed, wall)
    parts += _tree(20 + seed // 3 % 40) + _tree(270 + seed // 5 % 30)
    inside = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" width="320" height="200">{inside}</svg>'


def _block(seed: int, wall: str) -> list[str]:
    floors, columns = 4 + seed // 11 % 3, 4 + seed // 13 % 4
    width, height = columns * 26 + 14, floors * 22 + 12
    left, top = 160 - width // 2, 160 - height
    glass = _WINDOWS[seed // 17 % len(_WINDOWS)]
    drawn = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{wall}"/>']
    for floor in range(floors):
        for column in range(columns):
            x, y = left + 10 + column * 26, top + 8 + floor * 22
            drawn.append(f'<rect x="{x}" y="{y}" width="16" height="13" fill="{glass}"/>')
    return drawn


def _house(seed: int, wall: str) -> list[str]:
    width = 120 + seed // 11 % 50
    left = 160 - width // 2
    glass = _WINDOWS[seed // 17 % len(_WINDOWS)]
    return [
        f'<rect x="{left}" y="100" width="{width}" height="60" fill="{wall}"/>',
        f'<path d="M{left - 12} 100 L160 {58 - seed // 19 % 14} L{left + width + 12} 100 Z" fill="#8a5f4d"/>',
        f'<rect x="{left + 16}" y="116" width="26" height="22" fill="{glass}"/>',
        f'<rect x="{left + width - 42}" y="116" width="26" height="22" fill="{glass}"/>',
        '<rect x="150" y="122" width="22" height="38" fill="#6d4c41"/>',
    ]


def _tree(x: int) -> list[str]:
    return [
        f'<rect x="{x - 2}" y="142" width="4" height="22" fill="#7a6652"/>',
        f'<circle cx="{x}" cy="134" r="14" fill="#7d9d76"/>',
    ]
