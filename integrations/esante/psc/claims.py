"""The claims of a professional (userinfo), read by name; every absent or empty one is None or an empty tuple.

Shape: examples published with Pro Santé Connect (``SubjectRefPro``, ``SubjectRole``…).
"""

from dataclasses import dataclass

from esante.errors import Malformed


@dataclass(frozen=True)
class Activite:
    """One activity of an exercice: the choice "which one today?" bears on these."""

    mode_exercice: str | None
    secteur_activite: str | None
    section_pharmacien: str | None
    role: str | None
    genre_activite: str | None
    siret: str | None
    finess: str | None
    identifiant_structure: str | None
    raison_sociale: str | None
    code_postal: str | None
    commune: str | None


@dataclass(frozen=True)
class Exercice:
    """One professional exercice (TRE_G15 profession, R38 savoir-faire) and its activities."""

    profession: str | None
    categorie: str | None
    nom: str | None
    prenom: str | None
    type_savoir_faire: str | None
    savoir_faire: str | None
    activites: tuple[Activite, ...]


@dataclass(frozen=True)
class IdentitePsc:
    """Who logged in."""

    identifiant_national: str
    nom: str
    prenom: str
    roles: tuple[str, ...]
    secteur_activite: str | None
    structure: str | None
    identifiant_structure: str | None
    exercices: tuple[Exercice, ...]

    @property
    def activites(self) -> tuple[Activite, ...]:
        """Every activity, over all exercices."""
        return tuple(activite for exercice in self.exercices for activite in exercice.activites)

    def find_activite(self, identifiant_structure: str) -> Activite | None:
        """Return the activity of a structure: the place chosen for the card is not asked for again.

        Args:
            identifiant_structure: Struct_idNat, or the number it is made of.
        """
        bare = identifiant_structure[1:]
        return next(
            (
                a
                for a in self.activites
                if identifiant_structure == a.identifiant_structure or (bare and bare in (a.siret, a.finess))
            ),
            None,
        )

    @property
    def numero_rpps(self) -> str | None:
        return self.identifiant_national[1:] if self.identifiant_national.startswith("8") else None


def parse_userinfo(claims: dict[str, object]) -> IdentitePsc:
    """Read the claims.

    Raises:
        Malformed: no national identifier or no name.
    """
    identifier = _text(claims, "SubjectNameID") or _text(claims, "preferred_username")
    family = _text(claims, "family_name")
    if not identifier or not family:
        raise Malformed("identité Pro Santé Connect incomplète")
    reference = claims.get("SubjectRefPro")
    rows = reference.get("exercices") if isinstance(reference, dict) else None
    return IdentitePsc(
        identifier,
        family,
        _text(claims, "given_name") or "",
        tuple(role.split("^")[0] for role in _list(claims.get("SubjectRole")) if isinstance(role, str)),
        (_text(claims, "Secteur_Activite") or "").split("^")[0] or None,
        _text(claims, "SubjectOrganization"),
        _text(claims, "SubjectOrganizationID"),
        tuple(_read_exercice(row) for row in _list(rows) if isinstance(row, dict)),
    )


def _read_exercice(row: dict[str, object]) -> Exercice:
    return Exercice(
        _text(row, "codeProfession"),
        _text(row, "codeCategorieProfessionnelle"),
        _text(row, "nomDexercice"),
        _text(row, "prenomDexercice"),
        _text(row, "codeTypeSavoirFaire"),
        _text(row, "codeSavoirFaire"),
        tuple(_read_activite(item) for item in _list(row.get("activities")) if isinstance(item, dict)),
    )


def _read_activite(row: dict[str, object]) -> Activite:
    return Activite(
        _text(row, "codeModeExercice"),
        _text(row, "codeSecteurDactivite"),
        _text(row, "codeSectionPharmacien"),
        _text(row, "codeRole"),
        _text(row, "codeGenreActivite"),
        _text(row, "numeroSiretSite"),
        _text(row, "numeroFinessSite"),
        _text(row, "identifiantTechniqueDeLaStructure"),
        _text(row, "raisonSocialeSite"),
        _text(row, "codePostal"),
        _text(row, "libelleCommune") or _text(row, "codeCommune"),
    )


def _text(tree: dict[str, object], name: str) -> str | None:
    value = tree.get(name)
    return (value.strip() or None) if isinstance(value, str) else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
