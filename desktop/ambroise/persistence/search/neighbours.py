"""Find words one typing error away: they share the word less one letter."""


def deletions(mot: str) -> set[str]:
    """Return the word and all it becomes when one letter is left out."""
    return {mot, *(mot[:i] + mot[i + 1 :] for i in range(len(mot)))}
