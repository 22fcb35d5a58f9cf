"""The order models and favourites of who is logged in: kept from an order, applied to another, nobody else's.

HAS, référentiel LAP: favourites and models are the user's own, never preset by anyone.
"""

from collections.abc import Sequence
from dataclasses import replace

from ambroise.domain.modele_ordonnance import ModeleOrdonnance, find_modeles, make_modele
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.unites import fold
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.errors import AmbroiseError, ConflitVersion
from ambroise.usecases.sessions import SessionService

MODELES_MAXIMUM = 500
_NON_LUE = -1
"""The version of what nobody read: writing over it is refused, and tells who wrote it and what."""


class ModeleService:
    """Acts on the models of who is logged in."""

    def __init__(self, contexte: Contexte, session: SessionService) -> None:
        self._contexte = contexte
        self._session = session

    def find(self, texte: str = "") -> Sequence[ModeleOrdonnance]:
        """Return one's models whose name or lines hold every word, the most used first.

        Raises:
            SessionFermee: nobody is logged in.
        """
        return find_modeles(self._mine(), texte)

    def keep(self, ordonnance: Ordonnance, nom: str, vu: ModeleOrdonnance | None = None) -> ModeleOrdonnance:
        """Keep the lines of an order under a name; a model of that name is replaced when its lines were seen.

        Args:
            vu: the model of that name as it was shown, None where there was none.

        Raises:
            SessionFermee: nobody is logged in.
            ConflitVersion: another seat kept other lines under it; ``actuel`` is the model as it stands.
            AmbroiseError: no name, no line, or far too many models.
        """
        if not nom.strip():
            raise AmbroiseError("Un modèle porte un nom.", remede="Écrivez sous quel nom le retrouver.")
        if not ordonnance.lignes:
            raise AmbroiseError("L’ordonnance est vide.", remede="Ajoutez au moins une ligne.")
        miens = self._mine()
        connu = next((m for m in miens if fold(m.nom) == fold(nom.strip())), None)
        if connu is None and len(miens) >= MODELES_MAXIMUM:
            raise AmbroiseError(f"Vous avez déjà {MODELES_MAXIMUM} modèles.", remede="Retirez-en d’abord.")
        modele = make_modele(ordonnance, self._contexte.new_id(), self._session.auteur, nom)
        if connu is not None:
            is_lu = vu is not None and (vu.lignes, vu.type) == (connu.lignes, connu.type)
            version = connu.version if is_lu else _NON_LUE
            modele = replace(connu, nom=modele.nom, lignes=modele.lignes, type=modele.type, version=version)
        return self._save(modele)

    def use(self, modele: ModeleOrdonnance) -> ModeleOrdonnance:
        """Count one more use, which orders the list; a model changed meanwhile is counted as it stands.

        Raises:
            SessionFermee, ConflitVersion.
        """
        try:
            return self._save(replace(modele, usages=modele.usages + 1))
        except ConflitVersion as conflit:
            actuel = conflit.actuel
            if not isinstance(actuel, ModeleOrdonnance):
                raise
            return self._save(replace(actuel, usages=actuel.usages + 1))

    def remove(self, modele: ModeleOrdonnance) -> None:
        """Take a model out of the list; nothing is deleted.

        Raises:
            SessionFermee, ActeFinal.
        """
        with self._contexte.uow() as uow:
            uow.entrees.annul(modele.id, "modèle retiré par son auteur")
            uow.commit()

    def _mine(self) -> list[ModeleOrdonnance]:
        auteur = self._session.auteur
        with self._contexte.uow() as uow:
            return [m for m in uow.entrees.list(ModeleOrdonnance) if m.auteur == auteur]

    def _save(self, modele: ModeleOrdonnance) -> ModeleOrdonnance:
        with self._contexte.uow() as uow:
            garde = uow.entrees.save(modele)
            uow.commit()
        return garde
