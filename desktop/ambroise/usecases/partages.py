"""What a file can share with the DMP and what it shared (EX_2.1-1190), and for whose eyes (EX_2.1-1050)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from ambroise.domain.alimentation import (
    GenreAlimentation,
    LignePartage,
    ModeleSynthese,
    PartisDmp,
    VersionPartagee,
    objet_synthese,
    versions_of,
)
from ambroise.domain.dmp import Visibilite, VisibiliteRefusee, check_visibilite
from ambroise.domain.dossier import TypeDocument
from ambroise.domain.entrees import Vaccination
from ambroise.usecases.dmp import DmpService
from ambroise.usecases.errors import AccesRefuse
from ambroise.usecases.patients import DossierPatient

VACCIN_INCONNU = "le vaccin exact"
_DEPART = timedelta(minutes=1)
"""How long after its signature an order is put in the outbox, at most: it is the same act."""


def list_partages(
    dossier: DossierPatient,
    partis: PartisDmp,
    today: date,
    is_retenu: Callable[[GenreAlimentation], bool],
) -> tuple[LignePartage, ...]:
    """Return one line a thing, the newest first.

    Args:
        partis: what left or leaves for the DMP of this patient.
    """
    lignes = [
        LignePartage(genre, objet, titre, le, versions_of(objet, partis), manque, is_retenu(genre))
        for genre, objet, titre, le, manque in _shareable(dossier, today)
    ]
    known = {v.envoi.envoi.id for ligne in lignes for v in ligne.versions}
    others = (partis.version(1, cle) for cle, nomme in partis.envois.items() if nomme.envoi.id not in known)
    lignes.extend(_other(version) for version in others if version is not None)
    return tuple(sorted(lignes, key=lambda ligne: (ligne.le, ligne.titre), reverse=True))


def etats_partages(dossier: DossierPatient, partis: PartisDmp) -> dict[UUID, VersionPartagee]:
    """Return the last version given to the DMP of each order, document and vaccination of a file."""
    if not partis.envois:
        return {}
    vaccinations = [e.id for e in dossier.entrees if isinstance(e, Vaccination)]
    objets = [*vaccinations, *(d.id for d in dossier.documents if d.type is TypeDocument.AUTRE)]
    found = {objet: versions[-1] for objet in objets if (versions := versions_of(objet, partis))}
    ordonnances = sorted(
        (v for cle in partis.envois if (v := partis.version(1, cle)) and _is_ordonnance(v)),
        key=lambda version: version.envoi.envoi.cree_le,
    )
    for ordonnance in dossier.ordonnances:
        signee = ordonnance.signee_le
        if signee is None:
            continue
        version = next((v for v in ordonnances if timedelta() <= _age(v, signee) < _DEPART), None)
        if version is not None:
            found[ordonnance.id] = version
    return found


def require_visibilite(
    dmp: DmpService,
    patient_id: UUID,
    genre: GenreAlimentation,
    choix: Visibilite,
    avant: Visibilite | None,
) -> None:
    """Refuse a visibility the DMP does not allow, for a new document or instead of ``avant``.

    Raises:
        AccesRefuse: with the reason.
    """
    secrete = dmp.ouverture(patient_id).secrete
    if secrete and genre is GenreAlimentation.VACCINATION:
        raise AccesRefuse(
            "Une note de vaccination ne part pas en connexion secrète.",
            remede="Refermez le dossier, puis envoyez-la hors connexion secrète.",
        )
    try:
        check_visibilite(
            choix,
            dmp.parametres,
            is_mineur=dmp.is_mineur(patient_id),
            avant=avant,
            connexion_secrete=secrete,
        )
    except VisibiliteRefusee as refus:
        raise AccesRefuse(str(refus)) from None


def _shareable(
    dossier: DossierPatient, today: date
) -> Iterator[tuple[GenreAlimentation, UUID, str, date, str]]:
    for modele in ModeleSynthese:
        objet = objet_synthese(dossier.patient.id, modele)
        yield GenreAlimentation.SYNTHESE, objet, modele.libelle, today, ""
    for entree in dossier.entrees:
        if isinstance(entree, Vaccination):
            manque = "" if entree.code_cis else VACCIN_INCONNU
            yield GenreAlimentation.VACCINATION, entree.id, entree.vaccin, entree.le, manque
    for document in dossier.documents:
        if document.type is TypeDocument.AUTRE and document.type_mime == "application/pdf":
            jour = document.ajoute_le.astimezone().date()
            yield GenreAlimentation.DOCUMENT, document.id, document.titre, jour, ""


def _is_ordonnance(version: VersionPartagee) -> bool:
    return _genre(version.envoi.envoi.document) is GenreAlimentation.ORDONNANCE


def _age(version: VersionPartagee, signee: datetime) -> timedelta:
    return version.envoi.envoi.cree_le - signee


def _genre(titre: str) -> GenreAlimentation:
    return next((g for mot, g in _GENRES.items() if titre.startswith(mot)), GenreAlimentation.DOCUMENT)


def _other(version: VersionPartagee) -> LignePartage:
    """Show what left by another act (order, dispensing), or of an element no longer in the file."""
    envoi = version.envoi.envoi
    titre, jour = envoi.document, envoi.cree_le.astimezone().date()
    return LignePartage(_genre(titre), envoi.id, titre, jour, (version,))


_GENRES = {
    "Dispensation": GenreAlimentation.DISPENSATION,
    "Vaccination": GenreAlimentation.VACCINATION,
    "Ordonnance": GenreAlimentation.ORDONNANCE,
}
"""The first word of what an act of the file gives to the outbox."""
