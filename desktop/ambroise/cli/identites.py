"""``ambroise ins``, ``datamatrix`` and ``insi``: the matricule, its symbol, and the téléservice."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ambroise.cli.patients import terminal_author
from ambroise.cli.sortie import Reponse
from ambroise.domain.datamatrix_ins import (
    VERSION,
    DatamatrixInvalide,
    LectureDatamatrix,
    decode_datamatrix,
    encode_datamatrix,
)
from ambroise.domain.identite import OID_INS_NIR, MatriculeIns, MatriculeInvalide, Sexe, TraitsIdentite
from ambroise.domain.saisie_traits import (
    TraitInvalide,
    normalize_lieu,
    normalize_nom,
    normalize_prenoms,
    normalize_sexe,
)
from ambroise.usecases.echanges_insi import as_text, list_echanges
from ambroise.usecases.errors import DemandeRejetee, Introuvable, ReponseInvalide
from ambroise.usecases.identites_lues import find_datamatrix
from ambroise.usecases.ports_identite import InsAbsente, InsTrouvee
from ambroise.usecases.verification_ins import EtatLot, ResultatVerification

if TYPE_CHECKING:
    from ambroise.bootstrap.application import Application
    from ambroise.cli.commandes import Familles


_STOP = Event()
"""Never set: it only waits, and an interruption ends the wait."""


def add_commands(familles: "Familles[argparse.ArgumentParser]") -> None:
    """Add the three families."""
    ins = familles.add_parser("ins", help="matricule INS").add_subparsers(required=True)
    check = ins.add_parser("check", help="vérifie la clé d’un matricule")
    check.add_argument("matricule", metavar="MATRICULE")
    check.set_defaults(run=_check)

    symbole = familles.add_parser("datamatrix", help="datamatrix INS").add_subparsers(required=True)
    decode = symbole.add_parser(
        "decode", help="lit un datamatrix INS\u00a0: texte, image, ou entrée standard"
    )
    decode.add_argument("texte", nargs="?", metavar="TEXT")
    decode.add_argument("--image", type=Path, metavar="FILE")
    decode.set_defaults(run=_decode)
    encode = symbole.add_parser("encode", help="écrit un datamatrix INS depuis un objet JSON")
    encode.add_argument("--png", type=Path, metavar="FILE")
    encode.set_defaults(run=_encode)

    insi = familles.add_parser("insi", help="téléservice INSi").add_subparsers(required=True)
    search = insi.add_parser("search", help="cherche une identité par les traits lus en JSON")
    search.set_defaults(run=_search)
    verify = insi.add_parser(
        "verify", help="vérifie une à une les INS du profil\u202f; reprend où il s’est arrêté"
    )
    verify.add_argument("patient", nargs="?", type=UUID, metavar="ID", help="ce dossier seulement")
    verify.add_argument("--pace", type=float, default=2.0, metavar="S", help="secondes entre deux appels")
    verify.add_argument("--limit", type=int, metavar="N", help="s’arrête après N dossiers")
    verify.set_defaults(run=_verify)
    echanges = insi.add_parser("exchanges", help="messages échangés avec l’INSi au sujet d’un dossier")
    echanges.add_argument("patient", type=UUID, metavar="ID")
    echanges.set_defaults(run=_exchanges)
    for parser in (search, verify):
        parser.add_argument("--endpoint", metavar="URL")
        for option in ("--ca", "--cert", "--key"):
            parser.add_argument(option, type=Path, metavar="FILE")


def _check(args: argparse.Namespace, _app: "Application") -> Reponse:
    texte = "".join(args.matricule.split()).upper()
    donnees: dict[str, Any] = dict.fromkeys(("cle_attendue", "sexe", "annee", "corse"))
    try:
        matricule = MatriculeIns(texte if len(texte) == 15 else f"{texte}00", OID_INS_NIR)
    except MatriculeInvalide as exc:
        return Reponse({"valide": False, **donnees}, (str(exc),), code=1)
    valide = len(texte) == 15 and matricule.is_cle_valide
    donnees = {
        "valide": valide,
        "cle_attendue": matricule.cle_attendue,
        # 3, 4, 7 and 8 begin temporary registrations: odd is a man, even a woman.
        "sexe": (Sexe.MASCULIN if int(texte[0]) % 2 else Sexe.FEMININ) if texte[0] in "123478" else None,
        "annee": texte[1:3],
        "corse": texte[5:7] in ("2A", "2B"),
    }
    verdict = "La clé est juste." if valide else f"La clé attendue est {matricule.cle_attendue}."
    return Reponse(donnees, (verdict,), code=0 if valide else 1)


def _decode(args: argparse.Namespace, app: "Application") -> Reponse:
    if args.image is not None:
        texte = _text_of_image(args.image, app)
    else:
        texte = args.texte if args.texte is not None else sys.stdin.read()
    try:
        lu = decode_datamatrix(texte)
    except DatamatrixInvalide as exc:
        raise ReponseInvalide(str(exc)) from exc
    donnees = {
        "version": lu.version,
        "matricule": lu.matricule.numero,
        "oid": lu.matricule.oid,
        "prenoms_naissance": lu.prenoms_naissance,
        "nom_naissance": lu.nom_naissance,
        "sexe": lu.sexe,
        "date_naissance": lu.date_naissance,
        "lieu_naissance": lu.lieu_naissance,
        "blocs_inconnus": dict(lu.blocs_inconnus),
    }
    return Reponse(donnees, (f"{k}\u00a0: {v}" for k, v in donnees.items() if v))


def _text_of_image(fichier: Path, app: "Application") -> str:
    try:
        image = fichier.read_bytes()
    except OSError:
        raise Introuvable("Ce fichier ne peut être lu.") from None
    return find_datamatrix(app.symboles, image)


def _encode(args: argparse.Namespace, app: "Application") -> Reponse:
    objet = _read_object()
    try:
        lecture = LectureDatamatrix(
            VERSION,
            MatriculeIns.parse(_field(objet, "matricule"), _field(objet, "oid")),
            normalize_nom(_field(objet, "nom_naissance")),
            tuple(normalize_prenoms(" ".join(_names(objet, "prenoms_naissance"))).split()),
            normalize_sexe(_field(objet, "sexe")),
            _date(objet),
            normalize_lieu(objet.get("lieu_naissance") or "") or None,
        )
        payload = encode_datamatrix(lecture)
    except (MatriculeInvalide, TraitInvalide, DatamatrixInvalide) as exc:
        raise DemandeRejetee(str(exc)) from exc
    if args.png is not None:
        args.png.write_bytes(app.symboles.draw_datamatrix(payload))
    return Reponse({"payload": payload}, (payload,))


def _search(args: argparse.Namespace, app: "Application") -> Reponse:
    objet = _read_object()
    try:
        prenoms = [normalize_prenoms(p) for p in _names(objet, "prenoms")]
        traits = TraitsIdentite(
            nom_naissance=normalize_nom(_field(objet, "nom_naissance")),
            prenoms_naissance=" ".join(prenoms),
            premier_prenom=prenoms[0] if prenoms else "",
            sexe=normalize_sexe(_field(objet, "sexe")),
            date_naissance=_date(objet),
            lieu_naissance=normalize_lieu(objet.get("lieu_naissance") or ""),
        )
    except TraitInvalide as exc:
        raise DemandeRejetee(exc.raison, code=exc.trait) from exc
    resultat = app.open_insi(args.endpoint, args.ca, args.cert, args.key).find_identite(traits)
    donnees: dict[str, Any] = {"resultat": "plusieurs", "identite": None, "code": "02"}
    if isinstance(resultat, InsAbsente):
        donnees = {"resultat": "aucune", "identite": None, "code": "01"}
    elif isinstance(resultat, InsTrouvee):
        ins = resultat.identite
        donnees = {
            "resultat": "trouvee",
            "identite": {
                "matricule": ins.matricule.numero,
                "oid": ins.matricule.oid,
                "traits": ins.traits,
                "historique": [
                    {"matricule": h.matricule.numero, "oid": h.matricule.oid, "debut": h.debut, "fin": h.fin}
                    for h in ins.historique
                ],
            },
            "code": "00",
        }
    donnees |= {"libelle": resultat.libelle or None, "appels": resultat.appels}
    lignes = (f"INSi\u00a0: {donnees['resultat']} ({donnees['code']}), {resultat.appels} appel(s).",)
    return Reponse(donnees, lignes, code=0 if isinstance(resultat, InsTrouvee) else 1)


def _verify(args: argparse.Namespace, app: "Application") -> Reponse:
    service = app.open_verification(app.open_insi(args.endpoint, args.ca, args.cert, args.key))
    if args.patient is not None:
        one = service.verify(args.patient)
        conforme = one.resultat is ResultatVerification.CONFORME
        donnees = {"id": one.patient_id, "resultat": one.resultat, "traits": list(one.traits)}
        return Reponse(donnees, (one.resultat.value.capitalize() + ".",), code=0 if conforme else 1)
    faits = 0

    def wait() -> bool:
        nonlocal faits
        faits += 1
        if args.limit is not None and faits >= args.limit:
            return True
        return _STOP.wait(max(args.pace, 0.0))

    def tell(etat: EtatLot) -> None:
        if not getattr(args, "en_json", False):
            print(f"\r{etat.faits} vérifié(s), {len(etat.ecarts)} écart(s)", end="", file=sys.stderr)

    etat = service.run_lot(wait, on_progress=tell)
    donnees = {
        "faits": etat.faits,
        "termine": etat.termine,
        "ecarts": [{"id": id_, "resultat": resultat} for id_, resultat in etat.ecarts],
        "arret": etat.arret or None,
    }
    fin = "Terminé." if etat.termine else etat.arret or "Arrêté\u202f; la commande reprendra au même dossier."
    lignes = (f"{etat.faits} dossier(s) vérifié(s). {fin}", *(f"{i} {r}" for i, r in etat.ecarts))
    return Reponse(donnees, lignes, code=1 if etat.ecarts or etat.arret else 0)


def _exchanges(args: argparse.Namespace, app: "Application") -> Reponse:
    lus = list_echanges(app.contexte, args.patient, terminal_author())
    donnees = [
        {
            "id": lu.id,
            "instant": lu.instant,
            "operation": lu.operation,
            "code": lu.code,
            "messages": [
                {"requete": as_text(m.requete), "reponse": as_text(m.reponse) or None} for m in lu.messages
            ],
        }
        for lu in lus
    ]
    lignes = (f"{lu.instant:%Y-%m-%d %H:%M} {lu.operation} {lu.code}\n{lu.texte}\n" for lu in lus)
    return Reponse({"echanges": donnees}, lignes, code=0 if lus else 1)


def _read_object() -> dict[str, Any]:
    try:
        objet = json.loads(sys.stdin.read())
    except ValueError:
        raise ReponseInvalide("L’entrée standard n’est pas du JSON.") from None
    if not isinstance(objet, dict):
        raise ReponseInvalide("L’entrée standard n’est pas un objet JSON.")
    return objet


def _field(objet: dict[str, Any], nom: str) -> str:
    valeur = objet.get(nom)
    if not isinstance(valeur, str) or not valeur.strip():
        raise DemandeRejetee(f"Le champ «\u00a0{nom}\u00a0» manque ou n’est pas un texte.", code=nom)
    return valeur


def _names(objet: dict[str, Any], nom: str) -> list[str]:
    valeur = objet.get(nom)
    noms = [valeur] if isinstance(valeur, str) else valeur
    if not isinstance(noms, list) or not noms or not all(isinstance(n, str) and n.strip() for n in noms):
        raise DemandeRejetee(f"Le champ «\u00a0{nom}\u00a0» est une liste de prénoms.", code=nom)
    return noms


def _date(objet: dict[str, Any]) -> date:
    try:
        return date.fromisoformat(_field(objet, "date_naissance"))
    except ValueError:
        raise DemandeRejetee(
            "La date de naissance s’écrit AAAA-MM-JJ et existe au calendrier.", code="date_naissance"
        ) from None
