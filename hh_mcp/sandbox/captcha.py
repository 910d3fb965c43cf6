"""The picture with digits, and who may pass: keys, texts, states (facts 3.3, site shapes 7.5)."""

import struct
import zlib
from random import Random
from uuid import UUID

from hh_mcp.sandbox.world import World

# Five columns by seven rows a digit, a row a number of five bits.
_GLYPHS = {
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
}
_SCALE, _MARGIN = 6, 8


def new_key(world: World) -> str:
    """A key of a new picture; its text waits in the state of the imitation."""
    key = str(UUID(int=world.rng.getrandbits(128)))
    world.captchas[key] = f"{world.rng.randrange(100_000):05d}"
    return key


def new_state(world: World) -> str:
    """A captcha that has to be passed."""
    state = world.secret(40)
    world.captcha_states.add(state)
    return state


def captcha_due(world: World, counter: str) -> bool:
    """Whether this call is one of those that ask, when every N-th was made to (`captcha_every`)."""
    every = world.options.captcha_every
    return bool(every) and world.count(counter) % every == 0


def ask(world: World, host: str) -> None:
    """Ask for a captcha on every page of a host until somebody passes one."""
    world.captcha_asked.add(host)


def passes(world: World, key: str, text: str, state: str) -> bool:
    """Whether the text of a picture is right; a picture and a state serve once."""
    wanted = world.captchas.pop(key, None)
    known = state in world.captcha_states
    world.captcha_states.discard(state)
    right = known and wanted is not None and wanted == text.strip()
    if right:
        world.captcha_asked.clear()
    return right


def block(state: str | None, *, error: bool = False, is_bot: bool | None = None) -> dict[str, object]:
    """The `hhcaptcha` object; without a state nothing is asked."""
    asked = state is not None if is_bot is None else is_bot
    return {"isBot": asked, "captchaError": error, "captchaKey": None, "captchaState": state}


def picture(text: str) -> bytes:
    """A PNG with the digits and some noise."""
    width = _MARGIN * 2 + len(text) * 6 * _SCALE
    height = _MARGIN * 2 + 7 * _SCALE
    noise = Random(text)
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    for place, digit in enumerate(text):
        _draw(rows, digit, _MARGIN + place * 6 * _SCALE, _MARGIN + noise.randrange(-4, 5))
    for _ in range(width * height // 40):
        rows[noise.randrange(height)][noise.randrange(width)] = 0x99
    return _png(width, rows)


def _draw(rows: list[bytearray], digit: str, left: int, top: int) -> None:
    for line, bits in enumerate(_GLYPHS[digit]):
        for column in range(5):
            if bits >> (4 - column) & 1:
                for row in rows[top + line * _SCALE : top + (line + 1) * _SCALE]:
                    row[left + column * _SCALE : left + (column + 1) * _SCALE] = b"\x22" * _SCALE


def _png(width: int, rows: list[bytearray]) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, len(rows), 8, 0, 0, 0, 0)
    raw = b"".join(b"\x00" + bytes(row) for row in rows)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
