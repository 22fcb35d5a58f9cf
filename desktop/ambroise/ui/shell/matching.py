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


def answers(query: str, *texts: str) -> int:
    """Return how well texts answer to what was typed: 0 unless each word typed begins one of theirs, and one
    more for each that begins a word of the first text."""
    wanted = folded(query).split()
    words = [word for text in texts for word in words_of(text)]
    if not all(any(word.startswith(w) for word in words) for w in wanted):
        return 0
    return 1 + sum(any(word.startswith(w) for word in words_of(texts[0])) for w in wanted)
