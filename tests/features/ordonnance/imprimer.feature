# language: fr
Fonctionnalité: Imprimer selon la loi
  La page porte chaque mention que son texte impose.

  @CSP_R5132-3_1
  Scénario: Le prescripteur se nomme, se situe et se joint
    Quand j’imprime l’ordonnance du médecin de test
    Alors la page porte « Docteur », « LIBRE », « Médecine générale », « 99900063480 », « France », « +33 »
    Et la page porte « Cabinet des Tilleuls », « max.libre@cabinet-tilleuls.example »

  @CSP_R5132-3_1
  Scénario: À l’hôpital, l’établissement et son FINESS remplacent le numéro AM
    Quand j’imprime l’ordonnance d’un médecin hospitalier
    Alors la page porte « CHU de Riom », « N° FINESS », « 630000123 »
    Et la page ne porte pas « 639912345 »

  @CSP_R5132-3_2
  Scénario: Une préparation s’imprime avec sa formule entière
    Quand j’imprime la préparation « Acide salicylique 5 g, vaseline qsp 100 g »
    Alors la page porte « Acide salicylique 5 g, vaseline qsp 100 g »

  @CSP_R5132-3_5 @CSP_R5121-77
  Scénario: Une mention que l’autorisation impose se lit sur la ligne
    Quand j’imprime la mention « surveillance hépatique faite le 02/06/2026 »
    Alors la page porte « Au pharmacien : surveillance hépatique faite le 02/06/2026 »

  @CSP_R5132-3_7
  Scénario: Le patient se lit par ses nom, prénom, sexe et date de naissance
    Quand j’imprime l’ordonnance du médecin de test
    Alors la page porte « ADRUN », « ZOE », « 31/12/1975 »

  @CSP_R5132-3_7
  Scénario: Le poids et la taille d’un enfant se lisent sous ses traits
    Quand j’imprime l’ordonnance d’un enfant de 14,2 kg et 95 cm
    Alors la page porte « Poids », « 14,2 kg », « Taille », « 95 cm »

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
    Et la page porte « N° RPPS », « N° AM »

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

  @CSS_R165-38
  Scénario: Un dispositif s’imprime avec sa quantité, sa durée et son usage
    Quand j’imprime le dispositif « bas de contention classe 2 qté 2 paires 12m usage: à porter le jour »
    Alors la page porte « Bas de contention classe 2 », « 2 paires », « 12 mois », « à porter le jour »

  @soins_par_genre
  Plan du scénario: Les soins s’impriment avec ce que leur exécutant doit lire
    Quand j’imprime en « <genre> » : « <saisie> »
    Alors la page porte <mentions>

    Exemples:
      | genre            | saisie                                                    | mentions                                                      |
      | SOINS_INFIRMIERS | pansement 1/j 10j domicile dimanches site: talon gauche   | « Pansement », « talon gauche », « 10 jours », « domicile », « dimanches » |
      | KINESITHERAPIE   | rééducation du genou droit 15 séances domicile            | « Rééducation du genou », « 15 séances », « domicile »        |
      | BIOLOGIE         | nfs à jeun urgent ctx: asthénie                           | « NFS », « jeun », « rgent », « asthénie »                    |
      | TRANSPORT        | ambulance de: domicile à: CHU de Riom motif: dialyse      | « Ambulance », « CHU de Riom », « dialyse », « cerfa 11574 » |

  @cerfa_12708
  Scénario: Sur papier, un médicament d’exception renvoie à son formulaire
    Quand j’imprime un médicament d’exception exempté pour connexion insuffisante
    Alors la page porte « Médicament d’exception », « cerfa 12708 »

  @CSP_R5132-30
  Plan du scénario: La fraction d’un stupéfiant s’imprime
    Quand j’imprime une ligne <cas>
    Alors la page porte « <mention> »

    Exemples:
      | cas                          | mention                              |
      | par fractions de 14 jours    | Délivrance par fractions de 14 jours |
      | délivrée en une fois         | Délivrance en une seule fois         |
      | dont le chevauchement est autorisé | Chevauchement avec l’ordonnance précédente autorisé |

  @CSP_R5132-5
  Scénario: Sans téléservice, un stupéfiant demande le papier sécurisé
    Quand j’imprime en toutes lettres une ordonnance exemptée pour connexion insuffisante
    Alors la page porte « papier sécurisé », « un (1) comprimé »

  @CSP_R5132-5
  Plan du scénario: Le nombre de lignes s’écrit dans le carré du papier sécurisé, en chiffres et en lettres
    Quand j’imprime <lignes> lignes en toutes lettres sur un papier sécurisé en <format>
    Alors le carré du papier sécurisé porte « <nombre> », « <mots> » et rien d’autre

    Exemples:
      | lignes | format | nombre | mots |
      | 1      | A4     | 1      | un   |
      | 2      | A4     | 2      | deux |
      | 2      | A5     | 2      | deux |

  @CSS_R161-45 @CSP_R5132-4
  Scénario: Une ordonnance sur papier s’imprime en deux exemplaires nommés
    Quand j’imprime les exemplaires d’une ordonnance exemptée pour connexion insuffisante
    Alors l’exemplaire 1 porte « Original, à garder par le patient »
    Et l’exemplaire 2 porte « DUPLICATA pour l’Assurance Maladie »
    Et il y a 2 feuilles

  @CSP_L4071-1
  Scénario: Une ordonnance numérique s’imprime une seule fois, sans duplicata
    Quand j’imprime les exemplaires d’une ordonnance numérique
    Alors il y a 1 feuille
    Et la page ne porte pas « DUPLICATA »

  @arrete_20-03-2012 @CSS_R165-38
  Scénario: L’ordonnance de dispositifs d’un infirmier sur papier a deux exemplaires
    Quand j’imprime les exemplaires du dispositif « compresses stériles qté 2 boîtes 1m » exempté
    Alors l’exemplaire 1 porte « Compresses stériles », « 2 boîtes »
    Et l’exemplaire 2 porte « Compresses stériles », « DUPLICATA pour l’Assurance Maladie »

  @CSP_R5132-4
  Scénario: Le blanc d’une page qui a une suite est barré aussi
    Quand j’imprime 7 lignes en A5
    Alors la feuille 1 porte « suite page 2 »

  @CSS_L162-4-2
  Scénario: La pharmacie choisie s’imprime
    Quand j’imprime une ordonnance destinée à la pharmacie « des Tilleuls »
    Alors la page porte « Pharmacie choisie avec le patient : des Tilleuls »

  @CSP_R5132-3_3 @CSP_R5132-3_4 @CSP_R5132-3_6 @CSP_R5132-3_8 @CSP_L5121-12-1-2
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
