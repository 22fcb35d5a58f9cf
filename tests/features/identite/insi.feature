# language: fr
@INSi
Fonctionnalité: Récupérer l'INS d'une personne par ses traits
  Les personnes sont les identités de test publiées par le CNDA et le GIE SESAM-Vitale. Les numéros sont ceux des
  tests d'autorisation du CNDA, quand ils sont publics (2.01, 2.02, 2.06 et 2.07 ne le sont pas).

  Contexte:
    Étant donné un médecin dont la session est ouverte
    Et le téléservice INSi du bac à sable

  Plan du Scénario: Une personne connue est récupérée dès le premier prénom juste
    Quand une fiche est créée pour "<nom>", "<prenoms>", sexe "<sexe>", née le "<naissance>"
    Et l'INSi est interrogé
    Alors l'identité est "récupérée"
    Et le matricule est "<matricule>" d'OID "<oid>"
    Et l'INSi a été appelé <appels> fois

    Exemples:
      | nom      | prenoms              | sexe | naissance  | matricule       | oid                 | appels |
      | ADRUN    | ZOE                  | F    | 1975-12-31 | 275126322074974 | 1.2.250.1.213.1.4.8 | 1      |
      | ADRTROIS | DOMINIQUE            | F    | 1997-02-26 | 297022A02077878 | 1.2.250.1.213.1.4.8 | 1      |
      | NESSI    | MICHELANGELO ANTHONY | M    | 2010-08-07 | 110086322083060 | 1.2.250.1.213.1.4.8 | 1      |
      | TCHITCHI | OLA CATARINA BELLA   | F    | 1936-06-21 | 236066322083656 | 1.2.250.1.213.1.4.8 | 2      |

  Scénario: Une personne inconnue est cherchée par chaque prénom puis par tous
    Quand une fiche est créée pour "HOUILLES", "PIERRE PAUL JACQUES", sexe "M", née le "1993-01-27"
    Et l'INSi est interrogé
    Alors l'INSi répond "aucune identité"
    Et l'INSi a été appelé 4 fois
    Et l'identité est "provisoire"

  Scénario: Plusieurs personnes ont ces traits
    Quand une fiche est créée pour "DE VINCI", "LEONARDO", sexe "M", née le "2014-02-01"
    Et l'INSi est interrogé
    Alors l'INSi répond "plusieurs identités"
    Et l'identité est "provisoire"

  Scénario: Le service est en panne
    Quand une fiche est créée pour "DE VINCI", "RUTH", sexe "F", née le "1976-07-14"
    Et l'INSi est interrogé
    Alors l'INSi est injoignable avec le code "insi_102"
    Et l'identité est "provisoire"

  @CNDA-2.03-cas-1
  Scénario: Apostrophes et traits d'union tapés comme sur la pièce d'identité
    Quand une fiche est saisie pour "d’Artagnan de l’Hérault", "Pierre-Alain, Muriel, Floriant", sexe "M", née le "2001-06-17"
    Et l'INSi est interrogé
    Alors l'identité est "récupérée"
    Et le matricule est "101066322075460" d'OID "1.2.250.1.213.1.4.8"

  @CNDA-2.03-cas-2
  Scénario: Une personne née en Corse, lieu de naissance connu
    Quand une fiche est créée pour "ADRTROIS", "TOUSSAINT", sexe "M", née le "1960-01-01" à "2B020"
    Et l'INSi est interrogé
    Alors le matricule est "160012B02077713" d'OID "1.2.250.1.213.1.4.8"
    Et la clé du matricule est juste

  @CNDA-2.03-cas-3
  Scénario: Ligatures et accents ne partent jamais vers l'INSi
    Quand une fiche est saisie pour "d’Æion", "Cœur", sexe "M", née le "1987-01-01"
    Et l'INSi est interrogé
    Alors les traits envoyés sont "D'AEION" et "COEUR"
    Et l'INSi répond "aucune identité"

  @CNDA-2.04 @EXI-REC-08
  Scénario: L'historique des INS est gardé tel que reçu
    Quand une fiche est créée pour "ECETINSI", "PIERRE-ALAIN MURIEL FLORIANT", sexe "M", née le "2009-07-14"
    Et l'INSi est interrogé
    Alors le matricule est "109076322083489" d'OID "1.2.250.1.213.1.4.8"
    Et l'historique est
      | matricule       | debut      | fin        |
      | 209076322083439 | 2019-03-01 | 2019-02-28 |
      | 209066322012355 |            |            |

  @CNDA-2.05
  Scénario: Un matricule d'attente est reconnu à son OID
    Quand une fiche est créée pour "PROVISOIRE", "MATRICULE", sexe "M", née le "2009-07-01"
    Et l'INSi est interrogé
    Alors le matricule est "109076322088835" d'OID "1.2.250.1.213.1.4.9"
    Et le libellé du matricule est "INS-NIA"

  @CNDA-2.08-cas-1
  Scénario: L'historique répète l'INS active
    Quand une fiche est créée pour "CORSE", "ANTHONY", sexe "M", née le "1980-03-02"
    Et l'INSi est interrogé
    Alors le matricule est "180032B02040123" d'OID "1.2.250.1.213.1.4.8"
    Et l'historique est
      | matricule       | debut | fin |
      | 180032B02040123 |       |     |

  @CNDA-2.08-cas-2
  Scénario: Une clé fausse reçue de l'INSi ne bloque pas
    Quand une fiche est créée pour "HERMANN", "GATIEN", sexe "M", née le "1981-03-24"
    Et l'INSi est interrogé
    Alors l'identité est "récupérée"
    Et le matricule est "181036322045660" d'OID "1.2.250.1.213.1.4.8"
    Et un avertissement parle de la clé

  @CNDA-1.02
  Scénario: Une assertion ne sert qu'une fois
    Quand une fiche est créée pour "ADRUN", "ZOE", sexe "F", née le "1975-12-31"
    Et l'INSi est interrogé
    Et l'INSi est interrogé
    Alors l'identité est "récupérée"
    Et l'INSi a accepté deux assertions différentes
