"""How long what a person writes may be (hh.ru: facts 1.5), counted as hh.ru's Java counts: in UTF-16 units."""

from hh_mcp.hh.errors import BadArgument

LETTER_LIMIT = 10_000
MESSAGE_LIMIT = 20_000


def units(text: str) -> int:
    """Count UTF-16 units: most emoji are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_letter(letter: str, limit: int = LETTER_LIMIT) -> None:
    """Raise BadArgument for a letter that hh.ru would not take; a vacancy may have a `limit` of its own."""
    if (size := units(letter)) > limit:
        raise BadArgument(
            f"The letter has {size} characters; hh.ru takes at most {limit} here.",
            detail_ru=f"В письме {size} знаков; здесь hh.ru принимает не больше {limit}.",
        )


def check_message(text: str) -> None:
    """Raise BadArgument for a message that is empty or longer than hh.ru takes."""
    if not text.strip() or units(text) > MESSAGE_LIMIT:
        raise BadArgument("A message has 1..20,000 characters.", detail_ru="В сообщении 1..20 000 знаков.")
