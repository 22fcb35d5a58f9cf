"""Keep one file a person and one person a file: close files, corrections, disqualification.

Rules: RNIV (identitovigilance) and guide d'implémentation INS v3.0; see ``docs/identitovigilance.md``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.doublons import (
    GenreRapprochement,
    Rapprochement,
    Repere,
    as_repere,
    candidate_duplicates,
    find_rapprochements,
)
from ambroise.domain.envoi import Envoi
from ambroise.domain.identite import AttributIdentite, Identite, TraitsIdentite, TraitsVerrouilles
from ambroise.domain.patient import Patient
from ambroise.usecases.conflits import conflict_of
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.rectification import close_task, is_anyone_told, leave_task
from ambroise.usecases.retenue import hold_envois, release_envois, split_envois
from ambroise.usecases.sessions import SessionService

_PROCHES_MAXIMUM = 200


@dataclass(frozen=True)
class Disqualification:
    """What a disqualification did: the file as it is now, as it was, what was held and what had left."""

    patient: Patient
    retenus: tuple[Envoi, ...]
    deja_remis: tuple[Envoi, ...]
    avant: Identite

    @property
    def is_perte(self) -> bool:
        """Whether an INS or proofs are gone, not only an attribute changed."""
        apres = self.patient.identite
        return (self.avant.ins, self.avant.justificatifs) != (apres.ins, apres.justificatifs)


@dataclass(frozen=True)
class SuitesRetrait:
    """What taking the INS away would hold, and who has already received a document that bears it."""

    a_retenir: tuple[Envoi, ...]
    deja_remis: tuple[Envoi, ...]


class Comparateur(Protocol):
    """Compares files with one another, here or in a process of its own."""

    def __call__(
        self,
        reperes: Iterable[Repere],
        *,
        on_progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
    ) -> Sequence[Rapprochement]: ...


def compare_here(
    reperes: Iterable[Repere], *, on_progress: Callable[[float], None], is_cancelled: Callable[[], bool]
) -> Sequence[Rapprochement]:
    """Compare in this process: for a terminal, which has nothing else to do."""
    return tuple(find_rapprochements(tuple(reperes), on_progress=on_progress, is_cancelled=is_cancelled))


class IdentitovigilanceService:
    """Identity acts beyond the qualification; each is one transaction with its trace."""

    def __init__(
        self, contexte: Contexte, session: SessionService, comparer: Comparateur = compare_here
    ) -> None:
        self._contexte = contexte
        self._session = session
        self._comparer = comparer

    def find_proches(
        self, traits: TraitsIdentite, *, nom_utilise: str = "", prenom_utilise: str = ""
    ) -> tuple[Rapprochement, ...]:
        """Return the files that may be the person about to be recorded, closest first.

        ``a`` of each is the identifier zero: the person has no file yet.
        """
        nouveau = Repere(
            id=UUID(int=0),
            nom_naissance=traits.nom_naissance,
            nom_utilise=nom_utilise,
            prenoms=traits.prenoms_naissance,
            prenom_utilise=prenom_utilise,
            sexe=traits.sexe.value,
            date_naissance=traits.date_naissance,
            lieu_naissance=traits.lieu_naissance,
        )
        with self._contexte.uow() as uow:
            ids: dict[UUID, None] = {}
            for texte in _searches(nouveau):
                ids.update(dict.fromkeys(r.id for r in uow.patients.search(texte, _PROCHES_MAXIMUM)))
            connus = [as_repere(uow.patients.get(id_)) for id_ in ids]
        return candidate_duplicates(nouveau, connus)

    def list_rapprochements(
        self,
        *,
        genres: frozenset[GenreRapprochement] = frozenset({GenreRapprochement.DOUBLON}),
        on_progress: Callable[[float], None] = lambda _: None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[Rapprochement, ...]:
        """Compare all the files of the profile and return the close ones, the surest first."""
        with self._contexte.reading() as uow:
            found = self._comparer(uow.patients.reperes(), on_progress=on_progress, is_cancelled=is_cancelled)
        return tuple(sorted((f for f in found if f.genre in genres), key=lambda f: (-f.score, f.a, f.b)))

    def correct_traits(self, patient_id: UUID, traits: TraitsIdentite) -> Patient:
        """Write corrected strict traits of a file without INS.

        Raises:
            AmbroiseError: the traits are INSi's.
            Introuvable, ConflitVersion, SessionFermee.
        """
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            patient = uow.patients.save(replace(patient, identite=_corrected(patient.identite, traits)))
            self._trace(uow, "traits corrigés", patient_id)
            uow.commit()
        return patient

    def correct_identite(
        self, lu: Patient, traits: TraitsIdentite, nom_utilise: str, prenom_utilise: str
    ) -> Patient:
        """Write an identity corrected from the one that was read; the used names are always the person's.

        Raises:
            AmbroiseError: strict traits differ and are INSi's.
            ConflitVersion: another seat changed the identity; ``actuel`` is the Patient as it stands.
            Introuvable, SessionFermee.
        """
        with self._contexte.uow() as uow:
            actuel = uow.patients.get(lu.id)
            if actuel.identite != lu.identite:
                raise conflict_of(uow, lu, actuel)
            identite = lu.identite if traits == lu.identite.traits else _corrected(lu.identite, traits)
            identite = replace(
                identite, nom_utilise=nom_utilise.strip(), prenom_utilise=prenom_utilise.strip()
            )
            patient = uow.patients.save(replace(actuel, identite=identite))
            self._trace(uow, "identité corrigée", lu.id)
            uow.commit()
        return patient

    def preview_disqualification(self, patient_id: UUID) -> SuitesRetrait:
        """Return what taking the INS away would do, before anything is done."""
        with self._contexte.uow() as uow:
            return SuitesRetrait(*split_envois(uow, patient_id))

    def disqualify(self, patient_id: UUID, motif: str) -> Disqualification:
        """Take the INS away: nothing bearing it may leave any more.

        What waits in the outbox is held until a person decides; what has left is listed, so that the
        recipients are told by the ways their format allows (a correcting message, a document replaced).

        Raises:
            AmbroiseError: no reason was given, or the file bears no INS.
            Introuvable, ConflitVersion, SessionFermee.
        """
        if not motif.strip():
            raise AmbroiseError("Donnez la raison du retrait de l’INS.")
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            avant = patient.identite
            if avant.ins is None:
                raise AmbroiseError("Ce dossier ne porte pas d’INS à retirer.")
            patient = uow.patients.save(replace(patient, identite=avant.without_ins()))
            self._trace(uow, "INS retiré", patient_id, detail=motif.strip())
            retenus, remis = hold_envois(uow, patient_id)
            leave_task(self._contexte, uow, patient_id, remis)
            uow.commit()
        return Disqualification(patient, retenus, remis, avant)

    def restore_ins(self, faite: Disqualification) -> Patient:
        """Undo a disqualification: the INS comes back, and what it held may leave again.

        Raises:
            ConflitVersion: the file was changed since.
            DoublonIns: another file has taken this INS since.
            AmbroiseError: someone was told that the identity was wrong.
            Introuvable, SessionFermee.
        """
        with self._contexte.uow() as uow:
            if is_anyone_told(uow, faite.deja_remis):
                raise AmbroiseError(
                    "Des destinataires ont été prévenus\u00a0: ce retrait ne se défait plus.",
                    remede="Interrogez de nouveau l’INSi.",
                )
            patient = uow.patients.save(replace(faite.patient, identite=faite.avant))
            self._trace(uow, "INS remis", patient.id, detail="retrait annulé aussitôt")
            release_envois(uow, faite.retenus)
            close_task(self._contexte, uow, patient.id)
            uow.commit()
        return patient

    def declare_doubt(self, patient_id: UUID, attributs: frozenset[AttributIdentite]) -> Disqualification:
        """Mark an identity douteuse or fictive: proof and INS go, envois are held (EXI ID 24, 26).

        Raises:
            Introuvable, ConflitVersion, SessionFermee.
        """
        with self._contexte.uow() as uow:
            patient = uow.patients.get(patient_id)
            avant = patient.identite
            patient = uow.patients.save(replace(patient, identite=avant.with_attributs(attributs)))
            self._trace(uow, "attributs " + ", ".join(sorted(attributs)), patient_id)
            retenus, remis = hold_envois(uow, patient_id) if patient.identite.is_bloquee else ((), ())
            if avant.ins is not None:
                leave_task(self._contexte, uow, patient_id, remis)
            uow.commit()
        return Disqualification(patient, retenus, remis, avant)

    def _trace(self, uow: UnitOfWork, objet: str, patient_id: UUID, *, detail: str = "") -> None:
        self._contexte.trace(
            uow,
            self._session.auteur,
            ActionAudit.MODIFICATION,
            objet,
            patient_id=patient_id,
            detail=detail,
        )


def _searches(nouveau: Repere) -> list[str]:
    """What to ask the search box: the day, read both ways, and the names both ways round."""
    prenom = nouveau.prenoms.partition(" ")[0]
    jour = nouveau.date_naissance
    textes = [f"{jour:%d/%m/%Y}", f"{nouveau.nom_naissance} {prenom}", f"{prenom} {nouveau.nom_naissance}"]
    if nouveau.nom_utilise:
        textes.append(f"{nouveau.nom_utilise} {prenom}")
    if jour.day <= 12:
        textes.append(f"{date(jour.year, jour.day, jour.month):%d/%m/%Y}")
    return textes


def _corrected(identite: Identite, traits: TraitsIdentite) -> Identite:
    try:
        return identite.with_traits(traits)
    except TraitsVerrouilles as exc:
        raise AmbroiseError(
            "Les traits de ce patient viennent de l’INSi et ne se corrigent pas à la main.",
            remede="Retirez d’abord l’INS, corrigez, puis interrogez de nouveau l’INSi.",
        ) from exc
