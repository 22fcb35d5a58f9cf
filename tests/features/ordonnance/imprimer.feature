# language: fr
Fonctionnalité: Imprimer selon la loi
  La page porte chaque mention que son texte impose.

  @CSP_R5132-3_1
  Scénario: Le prescripteur se nomme, se situe et se joint
    Quand j’imprime l’ordonnance du médecin de test
    Alors la page porte « LIBRE », « 99900063480 », « France », « +33 »

  @CSP_R5132-3_7
  Scénario: Le patient se lit par ses nom, prénom, sexe et date de naissance
    Quand j’imprime l’ordonnance du médecin de test
    Alors la page porte « ADRUN », « ZOE », « 31/12/1975 »

  @decret_2014-1359
  Scénario: La dénomination commune s’imprime avant la marque
    Quand j’imprime l’ordonnance du médecin de test
    Alors la page porte « PARACÉTAMOL », « 1 comprimé »

  @CSP_R5132-4
  Scénario: Le blanc est clos par le nombre de médicaments
    Quand j’imprime l’ordonnance du médecin de test
    Alors la page porte « 1 médicament prescrit »

  @arrete_10-08-2010
  Scénario: Le RPPS et le numéro AM se lisent par un code à barres
    Quand j’imprime l’ordonnance du médecin de test
    Alors les codes à barres de la page se lisent « 99900063480 » et « 639912345 »

  @CSS_R161-45
  Scénario: Une ligne en rapport avec l’ALD partage la page en deux zones
    Quand j’imprime une ordonnance dont la ligne est en rapport avec l’ALD
    Alors la page porte « AFFECTION EXONÉRANTE », « MALADIES INTERCURRENTES »

  @CSP_R4073-2
  Scénario: Une ordonnance sans téléservice dit pourquoi et ne porte pas de QR code
    Quand j’imprime une ordonnance exemptée pour connexion insuffisante
    Alors la page porte « connexion insuffisante »
    Et la page ne porte aucun QR code

  @CSP_R4071-1
  Plan du scénario: La réponse du patient sur la consultation des délivrances s’imprime
    Quand j’imprime une ordonnance dont le patient <choix>
    Alors la page porte « <phrase> »

    Exemples:
      | choix           | phrase              |
      | ne s’oppose pas | ne s’oppose pas à   |
      | s’oppose        | et s’oppose à       |

  @CSP_R5132-29
  Scénario: Un stupéfiant s’imprime en toutes lettres
    Quand j’imprime la ligne en toutes lettres
    Alors la page porte « un (1) comprimé »

  @RNIV
  Scénario: Le matricule ne s’imprime que sous une identité qualifiée
    Quand j’imprime l’ordonnance d’une identité provisoire
    Alors la page ne porte pas « 275126322074974 »

  @decret_2025-587
  Scénario: Un arrêt de travail n’est pas une ordonnance que l’on imprime
    Quand je cherche l’arrêt de travail parmi les types d’ordonnance
    Alors il n’y est pas

  @CSP_R5132-3_4 @CSP_R5132-3_6 @CSP_R5132-3_8 @CSP_L5121-12-1-2
  Plan du scénario: Chaque mention particulière d’une ligne s’imprime
    Quand j’imprime une ligne <cas>
    Alors la page porte « <mention> »

    Exemples:
      | cas                                        | mention                                             |
      | dont le prochain diagnostic est à une date | Prochain diagnostic à faire avant le 4 décembre 2026 |
      | non substituable                           | Non substituable (MTE)                              |
      | hors AMM                                   | Prescription hors AMM                               |
      | non remboursable                           | NR                                                  |
      | renouvelée deux fois                       | à renouveler 2 fois                                 |
