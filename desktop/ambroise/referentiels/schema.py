"""Tables of the built base: read-only, rebuilt from its sources, never migrated."""

VERSION = 9

SQL = """
CREATE TABLE meta(cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source(nom TEXT PRIMARY KEY, edition TEXT, lignes INTEGER NOT NULL, empreinte TEXT NOT NULL,
  defauts TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE specialite(cis TEXT PRIMARY KEY, denomination TEXT NOT NULL, forme TEXT NOT NULL,
  voies TEXT NOT NULL, statut_amm TEXT NOT NULL, commercialisee INTEGER NOT NULL, date_amm TEXT,
  titulaires TEXT NOT NULL, surveillance INTEGER NOT NULL, atc TEXT, vaccin INTEGER NOT NULL,
  cle_dci TEXT NOT NULL, libelle_dci TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE composant(cis TEXT NOT NULL, element TEXT NOT NULL, code TEXT NOT NULL, nom TEXT NOT NULL,
  dosage TEXT NOT NULL, reference TEXT NOT NULL, nature TEXT NOT NULL, liaison INTEGER NOT NULL,
  dci TEXT NOT NULL);
CREATE TABLE presentation(cip13 TEXT PRIMARY KEY, cip7 TEXT NOT NULL, cis TEXT NOT NULL,
  libelle TEXT NOT NULL, commercialisee INTEGER NOT NULL, declaration TEXT, agrement INTEGER NOT NULL,
  taux INTEGER, prix_sans TEXT, prix TEXT, honoraire TEXT, unites TEXT,
  indications TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE condition(cis TEXT NOT NULL, texte TEXT NOT NULL);
CREATE TABLE generique(groupe TEXT NOT NULL, libelle TEXT NOT NULL, cis TEXT NOT NULL,
  type TEXT NOT NULL,  tri INTEGER NOT NULL);
CREATE TABLE disponibilite(cis TEXT NOT NULL, cip13 TEXT, statut TEXT NOT NULL, libelle TEXT NOT NULL,
  debut TEXT, maj TEXT, retour TEXT, lien TEXT NOT NULL);
CREATE TABLE avis(dossier TEXT PRIMARY KEY, lien TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE evaluation(cis TEXT NOT NULL, sorte TEXT NOT NULL, dossier TEXT NOT NULL, motif TEXT NOT NULL,
  jour TEXT, valeur TEXT NOT NULL, texte TEXT NOT NULL);
CREATE TABLE information(cis TEXT NOT NULL, debut TEXT, fin TEXT, texte TEXT NOT NULL, lien TEXT NOT NULL);
CREATE TABLE atc(code TEXT PRIMARY KEY, libelle TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE dci(cle TEXT PRIMARY KEY, libelle TEXT NOT NULL, codes TEXT NOT NULL, forme TEXT NOT NULL,
  specialites INTEGER NOT NULL, prix TEXT) WITHOUT ROWID;
CREATE TABLE ansm_paire(a TEXT NOT NULL, b TEXT NOT NULL, niveaux TEXT NOT NULL, libelle TEXT NOT NULL,
  nom_a TEXT NOT NULL, nom_b TEXT NOT NULL, mecanisme TEXT NOT NULL, conduite TEXT NOT NULL,
  autres INTEGER NOT NULL, conditions TEXT NOT NULL);
CREATE TABLE ansm_membre(substance TEXT NOT NULL, classe TEXT NOT NULL);
CREATE TABLE ansm_code(code TEXT PRIMARY KEY, substance TEXT NOT NULL, methode TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document(id INTEGER PRIMARY KEY, sorte TEXT NOT NULL, cle TEXT NOT NULL, libelle TEXT NOT NULL,
  dci TEXT NOT NULL, forme TEXT NOT NULL, cle_dci TEXT NOT NULL, generique INTEGER NOT NULL,
  commercialise INTEGER NOT NULL, surveillance INTEGER NOT NULL, prix TEXT, taux INTEGER, boite TEXT NOT NULL,
  disponibilite TEXT, nombre INTEGER NOT NULL, norme TEXT NOT NULL, rang INTEGER NOT NULL,
  composants INTEGER NOT NULL);
CREATE VIRTUAL TABLE recherche USING fts5(nom, substances, codes, content='', detail='full', prefix='2 3',
  tokenize="unicode61 remove_diacritics 2");
CREATE TABLE mot(mot TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE trigramme(tri TEXT NOT NULL, mot TEXT NOT NULL, PRIMARY KEY(tri, mot)) WITHOUT ROWID;
"""

INDEX = """
CREATE INDEX specialite_cle_dci ON specialite(cle_dci);
CREATE INDEX specialite_atc ON specialite(atc);
CREATE INDEX composant_cis ON composant(cis);
CREATE INDEX composant_code ON composant(code);
CREATE INDEX presentation_cis ON presentation(cis);
CREATE INDEX presentation_cip7 ON presentation(cip7);
CREATE INDEX condition_cis ON condition(cis);
CREATE INDEX generique_cis ON generique(cis);
CREATE INDEX generique_groupe ON generique(groupe);
CREATE INDEX disponibilite_cis ON disponibilite(cis);
CREATE INDEX evaluation_cis ON evaluation(cis);
CREATE INDEX information_cis ON information(cis);
CREATE INDEX ansm_paire_a ON ansm_paire(a);
CREATE INDEX ansm_membre_substance ON ansm_membre(substance);
"""
