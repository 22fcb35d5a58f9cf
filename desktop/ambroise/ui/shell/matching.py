"""Which letters of a title match what was typed: at the start of words, whatever the accents."""

import unicodedata

from ambroise.ui.painting import REGULAR, SEMIBOLD, Span


def marked(text: str, query: str, strong: str = "") -> tuple[Span, ...]:
    """Return a title with the letters that match at the start of a word underlined."""
    wanted = folded(query).split()
    spans: list[Span] = []
    position = 0
    for word in _split(text):
        weight = SEMIBOLD if position < len(strong) else REGULAR
        hit = next((w for w in wanted if w and folded(word).startswith(w)), "")
        if hit:
            spans.append(Span(word[: len(hit)], SEMIBOLD, underlined=True))
        if word[len(hit) :]:
            spans.append(Span(word[len(hit) :], weight))
        position += len(word)
    return tuple(spans)


def folded(text: str) -> str:
    """Return a text without case nor accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _split(text: str) -> list[str]:
    """Cut before each word, separators kept at the end of the word before."""
    words: list[str] = []
    fresh = True
    for char in text:
        if fresh and char.isalnum():
            words.append("")
        fresh = not char.isalnum()
        if not words:
            words.append("")
        words[-1] += char
    return words


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, then the whole."""
    return [folded(word) for word in _split(text)] + [folded(text)]
