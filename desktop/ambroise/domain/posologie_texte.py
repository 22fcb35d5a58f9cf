"""Say a posology in French, as the patient reads it: gender, plural, elisions, figures or full letters.

In full letters the figure follows in brackets; spaces inside « 75 mg » do not break (typographic usage).
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ambroise.domain.nombres import decimal_letters, figures, fraction, letters
from ambroise.domain.posologie import (
    Dose,
    Duree,
    EtapePosologie,
    MomentPrise,
    Parite,
    Posologie,
    Rythme,
    UnitePrise,
    UniteTemps,
)
from ambroise.domain.posologie_mots import (
    AVEC_ARTICLE,
    MOIS,
    MOMENTS,
    NB,
    TEMPS,
    capitalize,
    enumerate_words,
    write_de,
    write_heure,
    write_jours,
)
from ambroise.domain.unites import symbole


def render_posologie(posologie: Posologie, *, en_lettres: bool = False) -> str:
    """Return the posology in French; with ``en_lettres``, doses, intakes and durations in words."""
    if not posologie.is_structuree:
        return posologie.texte_libre
    return _Plume(en_lettres).posologie(posologie)


def render_dose(dose: Dose, *, en_lettres: bool = False) -> str:
    """Return a dose: « 1 comprimé », « 1/2 comprimé », « 1 à 2 gélules », « 7,5 mg »."""
    return _Plume(en_lettres).dose(dose)


def render_duree(duree: Duree, *, en_lettres: bool = False) -> str:
    """Return a length of time: « 7 jours », « 5 à 7 jours », « 1 mois »."""
    return _Plume(en_lettres).duree(duree)


def render_date(jour: date) -> str:
    """Return a date in words: « 1er juin 2026 », its spaces unbreakable."""
    return f"{'1er' if jour.day == 1 else jour.day}{NB}{MOIS[jour.month - 1]}{NB}{jour.year}"


def render_quantite(valeur: Decimal, unite: UnitePrise, *, en_lettres: bool = False) -> str:
    """Return a total: « 15 comprimés », « 1 gélule », « quinze (15) comprimés »."""
    name = unite.pluriel if valeur >= 2 else unite.libelle
    count = figures(valeur)
    if en_lettres:
        count = f"{decimal_letters(valeur, unite.feminin)} ({count})"
    return f"{count}{NB}{name}"


class _Plume:
    """Writes in figures or in letters."""

    def __init__(self, en_lettres: bool) -> None:
        self.en_lettres = en_lettres

    def posologie(self, posologie: Posologie) -> str:
        groups: dict[int, list[EtapePosologie]] = {}
        for etape in posologie.etapes:
            groups.setdefault(etape.sequence, []).append(etape)
        *before, last = (groups[sequence] for sequence in sorted(groups))
        text = ", puis ".join([*map(self.dans_la_phrase, before), *filter(None, [self.groupe(last)])])
        after = dict.fromkeys(x for etape in last for x in self.limites(etape))
        if not after:
            return text
        sentences = [text.removesuffix("."), *after] if text else [*after]
        return ". ".join(capitalize(s) if i else s for i, s in enumerate(sentences))

    def dans_la_phrase(self, etapes: list[EtapePosologie]) -> str:
        """Return steps that others follow, with their limits: a sentence at the end is of the last ones."""
        text = self.groupe(etapes)
        for etape in etapes[:1]:
            if etape.ecart_minimal:
                text += f", en laissant au moins {self.duree(etape.ecart_minimal)} entre deux prises"
            if etape.complement:
                text += f" «{NB}{etape.complement.rstrip('.')}{NB}»"
        return text.strip()

    def groupe(self, etapes: list[EtapePosologie]) -> str:
        """Return the words of steps taken together."""
        pieces = []
        shared = _common(etapes)
        for etape in _days_first(etapes):
            alone = replace(etape, **{name: _BLANK[name] for name in shared})
            pieces.append(" ".join(filter(None, (self.prise(etape), self.cadre(alone)))))
        common = replace(EtapePosologie(), **{name: getattr(etapes[0], name) for name in shared})
        text = " et ".join(p for p in pieces if p)
        frame = self.cadre(common)
        if frame:
            text = f"{text} {frame}" if text else frame.removeprefix(", ")
        return text.replace(" ,", ",")

    def prise(self, etape: EtapePosologie) -> str:
        """Return the dose and when."""
        words = []
        if etape.dose:
            words.append(self.dose(etape.dose))
            if etape.par_kg:
                words.append(f"(soit {self.dose(etape.par_kg)}/kg)")
        elif etape.par_kg:
            words.append(f"{self.dose(etape.par_kg)}/kg")
        words.append(self.rythme(etape.rythme))
        return " ".join(filter(None, words))

    def cadre(self, etape: EtapePosologie) -> str:
        """Return route, site, condition, start, length and end."""
        # The comma closes the words of the site before those of a date or of an event.
        apart = etape.site and (etape.evenement_debut or (etape.debut and etape.fin))
        site = f"{etape.site}," if apart else etape.site
        words = [w for w in (etape.voie, site) if w]
        if etape.delai:
            words.append(f"dans {self.duree(etape.delai)}")
        if etape.debut and etape.fin:
            words.append(f"du {render_date(etape.debut)} au {render_date(etape.fin)}")
        elif etape.debut:
            words.append(f"à partir du {render_date(etape.debut)}")
        elif etape.fin:
            words.append(f"jusqu’au {render_date(etape.fin)}")
        if etape.evenement_debut:
            words.append(etape.evenement_debut)
        if etape.duree:
            words.append(f"pendant {self.duree(etape.duree)}")
        if etape.evenement_arret:
            words.append(etape.evenement_arret)
        clauses = [" ".join(words)] if words else [""]
        if etape.si_besoin:
            clauses.append(etape.si_besoin)
        ceilings = [
            f"{self.dose(dose)} {what}"
            for dose, what in (
                (etape.max_par_prise, "par prise"),
                (etape.max_par_24h, "par jour"),
                (etape.max_total, "au total"),
            )
            if dose
        ]
        if ceilings:
            clauses.append(f"sans dépasser {enumerate_words(ceilings)}")
        return ", ".join(clauses)

    def limites(self, etape: EtapePosologie) -> list[str]:
        """Return the sentences after the main one."""
        found = []
        if etape.ecart_minimal:
            found.append(f"Laisser au moins {self.duree(etape.ecart_minimal)} entre deux prises")
        if etape.complement:
            found.append(etape.complement.rstrip("."))
        return found

    def rythme(self, rythme: Rythme) -> str:
        """Return when."""
        words = []
        if rythme.frequence is not None and rythme.periode is not None:
            words.append(self.frequence(rythme))
        if rythme.moments:
            words.append(self.moments(rythme.moments))
        if rythme.heures:
            words.append(f"à {enumerate_words([write_heure(h) for h in rythme.heures])}")
        if rythme.jours:
            words.append(write_jours(rythme.jours))
        if rythme.parite:
            words.append("les jours pairs" if rythme.parite is Parite.PAIRS else "les jours impairs")
        if rythme.longueur_cycle:
            words.append(self.cycle(rythme.jours_cycle, rythme.longueur_cycle))
        if rythme.jours_mois:
            names = [f"{j}er" if j == 1 else str(j) for j in rythme.jours_mois]
            words.append(f"le {enumerate_words(names)} de chaque mois")
        if rythme.duree_administration:
            lapse = rythme.duree_administration
            words.append(f"{'en' if lapse.unite is UniteTemps.MINUTE else 'à laisser'} {self.duree(lapse)}")
        return " ".join(words)

    def frequence(self, rythme: Rythme) -> str:
        assert rythme.frequence is not None
        assert rythme.periode is not None
        period, high = rythme.periode, rythme.frequence_maximale
        name, _plural, feminine = TEMPS[period.unite]
        if rythme.frequence == 1 and not high:
            if period.valeur == 1 and not period.maximum:
                return f"par {name}"
            every = "toutes les" if feminine else "tous les"
            return f"{every} {self.duree(period)}"
        times = self.entier(rythme.frequence, feminin=True)
        if high:
            times = f"{times} à {self.entier(high, feminin=True)}"
        if period.valeur == 1 and not period.maximum:
            return f"{times}{NB}fois par {name}"
        return f"{times}{NB}fois par {self.duree(period)}"

    def moments(self, moments: tuple[MomentPrise, ...]) -> str:
        plain = [m for m in moments if not m.ecart_minutes and m.moment in MOMENTS]
        if len(plain) == len(moments) > 1:
            return enumerate_words([MOMENTS[m.moment] for m in moments])
        return enumerate_words([self.moment(m) for m in moments])

    def moment(self, moment: MomentPrise) -> str:
        words = AVEC_ARTICLE[moment.moment]
        if not moment.ecart_minutes:
            return words
        minutes = Decimal(moment.ecart_minutes)
        lapse = (
            Duree(minutes / 60, UniteTemps.HEURE)
            if moment.ecart_minutes % 60 == 0
            else Duree(minutes, UniteTemps.MINUTE)
        )
        return f"{self.duree(lapse)} {words}"

    def cycle(self, jours: tuple[int, ...], longueur: int) -> str:
        if jours == (1,):
            return f"un jour sur {letters(longueur) if longueur <= 7 else longueur}"
        return f"les jours {enumerate_words([str(j) for j in jours])} d’un cycle de {longueur}{NB}jours"

    def dose(self, dose: Dose) -> str:
        unite = dose.unite
        if self.en_lettres:
            return self.dose_en_lettres(dose)
        name = symbole(unite) or (unite.pluriel if dose.plus_forte >= 2 else unite.libelle)
        if dose.maximum:
            return f"{self.nombre(dose.valeur)} à {self.nombre(dose.maximum)}{NB}{name}"
        part = None if symbole(unite) else fraction(dose.valeur)
        if part and part != "1/2":
            return f"{part} {write_de(unite.libelle)}"
        return f"{part or figures(dose.valeur)}{NB}{name}"

    def dose_en_lettres(self, dose: Dose) -> str:
        unite = dose.unite
        if dose.maximum:
            return (
                f"{self.nombre(dose.valeur, unite.feminin)} à {self.nombre(dose.maximum, unite.feminin)} ("
                + (f"{figures(dose.valeur)} à {figures(dose.maximum)}) {unite.pluriel}")
            )
        value = dose.valeur
        whole, rest = int(value), value - int(value)
        half = "demie" if unite.feminin else "demi"
        written = figures(value)
        if not unite.code_ucum and fraction(rest):
            if whole == 0:
                return {
                    "1/2": f"{'une' if unite.feminin else 'un'} demi-{unite.libelle} (1/2)",
                    "1/4": f"un quart {write_de(unite.libelle)} (1/4)",
                    "3/4": f"trois quarts {write_de(unite.libelle)} (3/4)",
                }[fraction(rest) or ""]
            name = unite.pluriel if whole >= 2 else unite.libelle
            tail = {"1/2": f"et {half}", "1/4": "et un quart", "3/4": "et trois quarts"}[fraction(rest) or ""]
            return f"{letters(whole, unite.feminin)} {name} {tail} ({written})"
        name = unite.pluriel if value >= 2 else unite.libelle
        return f"{decimal_letters(value, unite.feminin)} ({written}) {name}"

    def duree(self, duree: Duree) -> str:
        name, plural, feminine = TEMPS[duree.unite]
        word = plural if duree.plus_longue >= 2 else name
        if duree.maximum:
            return f"{self.nombre(duree.valeur, feminine)} à {self.nombre(duree.maximum, feminine)}{NB}{word}"
        return f"{self.nombre(duree.valeur, feminine)}{NB}{word}"

    def nombre(self, valeur: Decimal, feminin: bool = False) -> str:
        return decimal_letters(valeur, feminin) if self.en_lettres else figures(valeur)

    def entier(self, valeur: int, feminin: bool = False) -> str:
        return letters(valeur, feminin) if self.en_lettres else str(valeur)


_PARTAGES = (
    "voie",
    "site",
    "si_besoin",
    "max_par_prise",
    "max_par_24h",
    "max_total",
    "delai",
    "evenement_debut",
    "debut",
    "duree",
    "fin",
    "evenement_arret",
)
_BLANK = {name: getattr(EtapePosologie(), name) for name in _PARTAGES}


def _days_first(etapes: list[EtapePosologie]) -> list[EtapePosologie]:
    """Return the steps so that days said of the last one alone are not heard of all of them."""
    *others, last = etapes
    if last.rythme.is_quotidien or not all(e.rythme.is_quotidien for e in others):
        return etapes
    return [last, *others]


def _common(etapes: list[EtapePosologie]) -> list[str]:
    """Return the fields that every step of a group shares, said once at the end."""
    return [n for n in _PARTAGES if len({repr(getattr(e, n)) for e in etapes}) == 1]
