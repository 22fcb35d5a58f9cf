"""A refusal of the simulated service: a code and a sentence."""

from esante.ordonnance_numerique.models import CodeErreur


class Refus(Exception):
    """The service answers no, with a code and a sentence."""

    def __init__(self, code: CodeErreur, libelle: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.libelle = libelle
