"""Find words one typing error away: they share the word less one letter."""


def deletions(mot: str) -> set[str]:
    """Return the word and all it becomes when one letter is left out."""
    return {mot, *(mot[:i] + mot[i + 1 :] for i in range(len(mot)))}


def is_one_error(a: str, b: str) -> bool:
    """Whether one insertion, omission, replacement or swap of neighbours turns one into the other."""
    if a == b:
        return True
    if abs(len(a) - len(b)) > 1:
        return False
    if len(a) > len(b):
        a, b = b, a
    i = 0
    while i < len(a) and a[i] == b[i]:
        i += 1
    if len(a) < len(b):
        return a[i:] == b[i + 1 :]
    if a[i + 1 :] == b[i + 1 :]:
        return True
    return a[i : i + 2] == b[i : i + 2][::-1] and a[i + 2 :] == b[i + 2 :]
