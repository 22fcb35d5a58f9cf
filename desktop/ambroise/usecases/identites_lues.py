"""An identity read from a datamatrix or a message, and the files it may be of; it proves nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from ambroise.domain.datamatrix_ins import DatamatrixInvalide, LectureDatamatrix, decode_datamatrix
from ambroise.domain.rattachement import PatientAnnonce, Rattachement
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import ReponseInvalide
from ambroise.usecases.ports_identite import PortSymboles
from ambroise.usecases.reception import find_rattachement


@dataclass(frozen=True)
class IdentiteLue:
    """What was read, word for word, and the files that share its matricule or its traits."""

    annonce: PatientAnnonce
    rattachement: Rattachement
    prenoms: str = ""
    lieu_naissance: str = ""


class IdentitesLuesService:
    """Reads identities; changes nothing anywhere."""

    def __init__(self, contexte: Contexte, symboles: PortSymboles, oid_ins: Mapping[str, str]) -> None:
        """``oid_ins`` is the environment's table: OID answered by INSi → OID that documents carry."""
        self._contexte = contexte
        self._symboles = symboles
        self._oid_ins = oid_ins

    def read_text(self, texte: str) -> IdentiteLue:
        """Read what a scanner typed or a person pasted.

        Raises:
            ReponseInvalide: not a datamatrix INS; the sentence never quotes it.
        """
        try:
            lecture = decode_datamatrix(texte)
        except DatamatrixInvalide as exc:
            raise ReponseInvalide(str(exc), remede="Scannez de nouveau, ou saisissez les traits.") from exc
        return self._compare(lecture)

    def read_image(self, image: bytes) -> IdentiteLue:
        """Read the datamatrix INS of a picture or a PDF.

        Raises:
            ReponseInvalide: no picture, none or several persons in it.
        """
        return self.read_text(find_datamatrix(self._symboles, image))

    def _compare(self, lecture: LectureDatamatrix) -> IdentiteLue:
        oid = lecture.matricule.oid
        annonce = PatientAnnonce(
            lecture.matricule.numero,
            oid,
            lecture.nom_naissance,
            lecture.prenoms_naissance[0],
            lecture.date_naissance.isoformat(),
            lecture.sexe.value,
            frozenset(recu for recu, porte in self._oid_ins.items() if porte == oid),
        )
        with self._contexte.uow() as uow:
            rattachement = find_rattachement(uow, annonce)
        return IdentiteLue(
            annonce, rattachement, " ".join(lecture.prenoms_naissance), lecture.lieu_naissance or ""
        )


def find_datamatrix(symboles: PortSymboles, image: bytes) -> str:
    """Return the text of the only datamatrix INS of a picture or a PDF.

    Raises:
        ReponseInvalide: no picture, no datamatrix INS, or those of several persons.
    """
    lus = {s.decode("latin-1") for s in symboles.read_symbols(image)}
    trouves = [s for s in lus if s.startswith("IS")]
    if not trouves:
        raise ReponseInvalide(
            "Cette image ne porte pas de datamatrix INS.", remede="Recadrez-la autour du code."
        )
    if len(trouves) > 1:
        raise ReponseInvalide(
            "Cette image porte les datamatrix de plusieurs personnes.", remede="Recadrez-la autour d’un seul."
        )
    return trouves[0]
