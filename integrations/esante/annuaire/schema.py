"""The index: activities and boxes as read, one denormalised card a professional, and its full text.

``empreinte`` is a 64-bit hash of the raw line: it drops repeated lines and finds what a new delivery adds and
removes.
"""

VERSION = 2

TABLES = """
CREATE TABLE activite (
    empreinte INTEGER NOT NULL, identifiant TEXT NOT NULL, nom TEXT, prenom TEXT, civilite TEXT, profession
    TEXT, libelle_profession TEXT, categorie TEXT, savoir_faire TEXT, libelle_savoir_faire TEXT, mode_exercice
    TEXT, siret TEXT, finess TEXT, structure TEXT, raison_sociale TEXT, enseigne TEXT, numero_voie TEXT,
    type_voie TEXT, voie TEXT, code_postal TEXT, code_commune TEXT, commune TEXT, telephone TEXT, secteur
    TEXT);
CREATE TABLE bal (
    empreinte INTEGER NOT NULL, type TEXT, adresse TEXT NOT NULL, identifiant TEXT, structure TEXT, service
    TEXT, nom TEXT, prenom TEXT, profession TEXT, libelle_profession TEXT, savoir_faire TEXT,
    libelle_savoir_faire TEXT, raison_sociale TEXT, code_postal TEXT, commune TEXT);
CREATE TABLE fiche (
    id INTEGER PRIMARY KEY, identifiant TEXT NOT NULL, nom TEXT NOT NULL, prenom TEXT NOT NULL, civilite TEXT,
    profession TEXT, libelle_profession TEXT, savoir_faire TEXT, communes TEXT, structures TEXT, codes TEXT);
CREATE VIRTUAL TABLE recherche USING fts5(
    nom, prenom, identifiant, libelle_profession, savoir_faire, communes, structures,
    codes, content='fiche', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3');
CREATE TABLE progression (signature TEXT PRIMARY KEY, octet INTEGER NOT NULL, lignes INTEGER NOT NULL,
    retenues INTEGER NOT NULL, fini INTEGER NOT NULL);
CREATE TABLE ecart (signature TEXT, raison TEXT, nombre INTEGER, PRIMARY KEY (signature, raison));
CREATE TABLE source (type TEXT PRIMARY KEY, signature TEXT NOT NULL, date TEXT NOT NULL);
"""

INDEXES = """
CREATE INDEX activite_identifiant ON activite(identifiant);
CREATE INDEX bal_identifiant ON bal(identifiant);
CREATE INDEX bal_structure ON bal(structure);
CREATE INDEX bal_adresse ON bal(adresse);
CREATE UNIQUE INDEX fiche_identifiant ON fiche(identifiant);
"""

SEPARATOR = "\x1f"
_JOIN = "replace(group_concat(DISTINCT {0}), ',', '\x1f')"
# A comma inside a name would split it: names are protected before the concatenation.
_PROTECTED = "replace(replace(group_concat(DISTINCT replace({0}, ',', '\x1e')), ',', '\x1f'), '\x1e', ',')"

FICHES_ACTIVITES = f"""
INSERT INTO fiche (identifiant, nom, prenom, civilite, profession, libelle_profession, savoir_faire, communes,
    structures, codes)
SELECT identifiant, max(nom), max(prenom), max(civilite), {_JOIN.format("nullif(profession, '')")},
    max(libelle_profession), {_PROTECTED.format("nullif(libelle_savoir_faire, '')")},
    {_PROTECTED.format("nullif(commune, '')")}, {_PROTECTED.format("nullif(raison_sociale, '')")},
    coalesce({_JOIN.format("code_postal")}, '') || ' ' || coalesce({_JOIN.format("code_commune")}, '')
FROM activite {{where}} GROUP BY identifiant
"""

FICHES_BAL = f"""
INSERT OR IGNORE INTO fiche (identifiant, nom, prenom, civilite, profession, libelle_profession, savoir_faire,
    communes, structures, codes)
SELECT coalesce(nullif(identifiant, ''), nullif(structure, '') || '/' || adresse, adresse),
    coalesce(nullif(nom, ''), nullif(service, ''), nullif(raison_sociale, ''), adresse), coalesce(prenom, ''),
    '', profession, libelle_profession, {_PROTECTED.format("nullif(libelle_savoir_faire, '')")},
    {_PROTECTED.format("nullif(commune, '')")}, {_PROTECTED.format("nullif(raison_sociale, '')")},
    {_JOIN.format("code_postal")}
FROM bal {{where}} GROUP BY 1
"""

CLE_BAL = "coalesce(nullif(identifiant, ''), nullif(structure, '') || '/' || adresse, adresse)"

FTS_COLUMNS = "nom, prenom, identifiant, libelle_profession, savoir_faire, communes, structures, codes"
