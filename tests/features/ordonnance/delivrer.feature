# language: fr
Fonctionnalité: Délivrer selon la loi
  Le pharmacien sait, ligne par ligne, s’il peut délivrer, et d’après quel article.

  @CSP_R5132-22
  Plan du scénario: La première délivrance et les renouvellements ont leurs délais
    Soit une ordonnance du 04/06/2026 d’un produit « <liste> »
    Quand elle est présentée le <le> après <faites> délivrance
    Alors la réponse est « <verdict> » d’après « R5132-22 »

    Exemples:
      | liste   | le         | faites | verdict |
      | liste_1 | 04/09/2026 | 0      | oui     |
      | liste_1 | 05/09/2026 | 0      | non     |
      | liste_1 | 04/07/2026 | 1      | non     |
      | liste_2 | 04/07/2026 | 1      | oui     |

  @CSP_R5132-22
  Scénario: Une liste I se renouvelle quand le prescripteur l’a écrit
    Soit une ordonnance du 04/06/2026 d’un produit « liste_1 » à renouveler 1 fois
    Quand elle est présentée le 04/07/2026 après 1 délivrance
    Alors la réponse est « oui » d’après « R5132-22 »
    Quand elle est présentée le 04/08/2026 après 2 délivrance
    Alors la réponse est « non » d’après « R5132-22 »

  @CSP_R5132-21
  Scénario: Une ordonnance de plus de douze mois ne se renouvelle plus
    Soit une ordonnance du 04/06/2026 d’un produit « liste_1 » à renouveler 12 fois
    Quand elle est présentée le 05/06/2027 après 11 délivrance
    Alors la réponse est « non » d’après « R5132-21 »

  @decret_2022-972
  Plan du scénario: Autour d’une chirurgie programmée, un stupéfiant se présente plus tard ou plus tôt
    Soit une ordonnance du 04/06/2026 d’un stupéfiant pour une chirurgie du 12/06/2026, sortie le 15/06/2026
    Quand elle est présentée le <le> après 0 délivrance
    Alors la réponse est « <verdict> » d’après « décret 2022-972 »

    Exemples:
      | le         | verdict |
      | 08/06/2026 | non     |
      | 09/06/2026 | oui     |
      | 18/06/2026 | oui     |
      | 19/06/2026 | partiel |
      | 13/07/2026 | non     |

  @CSP_R5132-33
  Plan du scénario: Un stupéfiant présenté tard ne donne que les jours restants
    Soit une ordonnance du 04/06/2026 d’un produit « stupefiant »
    Quand elle est présentée le <le> après 0 délivrance
    Alors la réponse est « <verdict> » d’après « R5132-33 »

    Exemples:
      | le         | verdict |
      | 07/06/2026 | oui     |
      | 08/06/2026 | partiel |
      | 02/07/2026 | non     |

  @CSS_R165-37
  Scénario: Un dispositif se délivre dans les six mois
    Soit une ordonnance du 04/06/2026 d’un dispositif
    Quand elle est présentée le 05/12/2026 après 0 délivrance
    Alors la réponse est « non » d’après « R165-37 »

  @CSS_R165-37
  Plan du scénario: Un dispositif ne se renouvelle que si c’est écrit
    Soit une ordonnance du 04/06/2026 d’un dispositif à renouveler <fois> fois
    Quand elle est présentée le 04/08/2026 après 1 délivrance
    Alors la réponse est « <verdict> » d’après « <article> »

    Exemples:
      | fois | verdict | article |
      | 0    | non     | R165-37 |
      | 1    | oui     | R165-37 |

  @CSP_R5132-12
  Plan du scénario: Une délivrance donne un mois, ou trois d’un grand conditionnement, en boîtes entières
    Soit un traitement « <posologie> » de <jours> jours
    Quand il est délivré en boîtes de <unites>
    Alors <boites> boîtes sortent au plus, pour <couverts> jours

    Exemples:
      | posologie | jours | unites | boites | couverts |
      | 1-0-1     | 90    | 30     | 2      | 30       |
      | 1-0-1     | 90    | 28     | 2      | 28       |
      | 0-0-1     | 90    | 28     | 1      | 28       |
      | 0-0-1     | 90    | 84     | 1      | 84       |
      | 0-0-1     | 90    | 90     | 1      | 90       |
      | 1-0-1     | 90    | 84     | 2      | 84       |
      | 1-1-1     | 90    | 20     | 4      | 26       |

  @CSP_R5132-12
  Scénario: Un contraceptif sort pour douze semaines quelle que soit sa boîte
    Soit un contraceptif à prendre chaque jour
    Quand il est délivré en boîtes de 28
    Alors 3 boîtes sortent au plus, pour 84 jours

  @CSP_R5132-30
  Scénario: Un stupéfiant fractionné sort pour sa fraction
    Soit un stupéfiant à prendre deux fois par jour, par fractions de 14 jours
    Quand il est délivré en boîtes de 14
    Alors 2 boîtes sortent au plus, pour 14 jours

  @CSP_R5132-12
  Plan du scénario: Ce qui ne se compte pas est dit
    Soit un traitement « <posologie> » de 90 jours
    Quand il est délivré en boîtes de <unites>
    Alors le nombre de boîtes n’est pas calculé, car « <raison> »

    Exemples:
      | posologie       | unites | raison                                  |
      | 1 si douleur    | 16     | la posologie ne dit pas combien par jour |
      | 1-0-1           | 0      | la base ne dit pas ce que contient une boîte |
      | 30-20-10 par 5j | 20     | la dose change d’une étape à l’autre    |

  @arrete_12-11-2019
  @CSS_L162-16
  Plan du scénario: Le pharmacien maintient lui-même la référence d’une substance à marge étroite
    Soit une ligne de « <prescrit> » que le prescripteur a laissée « <mention> »
    Quand le pharmacien délivre « <delivre> » en portant MTE-PH
    Alors la délivrance dit « <reponse> »

    Exemples:
      | prescrit      | mention         | delivre        | reponse                                                             |
      | levothyrox 75 | substituable    | levothyrox 75  | Délivré tel quel, non substituable (MTE-PH)                         |
      | levothyrox 75 | non substituable | levothyrox 75 | Le prescripteur a déjà exclu la substitution                        |
      | zocor 20      | substituable    | zocor 20       | ne vaut que pour une substance de la liste à marge thérapeutique étroite |
      | levothyrox 75 | substituable    | thyrofix 75    | accompagne la référence d’un groupe générique                       |

  @CSP_R5123-2-1
  Plan du scénario: Le pharmacien poursuit un mois un traitement au long cours dont l’ordonnance est finie
    Soit une ordonnance du 04/01/2026 de 30 jours à renouveler 2 fois, délivrée la dernière fois le 05/03/2026
    Et <deja> dispensation exceptionnelle, la dernière le <derniere>
    Quand elle est présentée le <le> pour être poursuivie
    Alors la dispensation exceptionnelle est « <reponse> »

    Exemples:
      | le         | deja | derniere   | reponse                                 |
      | 03/04/2026 | 0    | -          | pas finie                               |
      | 04/04/2026 | 0    | -          | possible, 1 sur 3                       |
      | 04/05/2026 | 0    | -          | possible, 1 sur 3                       |
      | 05/05/2026 | 0    | -          | la première devait avoir lieu avant le 04/05/2026 |
      | 20/05/2026 | 1    | 20/04/2026 | possible, 2 sur 3                       |
      | 10/05/2026 | 1    | 20/04/2026 | la précédente dure jusqu’au 18/05/2026  |
      | 21/07/2026 | 1    | 20/04/2026 | les trois mois sont passés depuis le 20/07/2026 |
      | 18/07/2026 | 3    | 18/06/2026 | les trois mois possibles ont été délivrés |

  @CSP_R5123-2-1
  Plan du scénario: Ce qui ne se poursuit pas le dit, avec son texte
    Soit une ordonnance du 04/01/2026 de 30 jours à renouveler 2 fois, délivrée la dernière fois le 05/03/2026
    Mais un empêchement : <obstacle>
    Quand elle est présentée le 10/04/2026 pour être poursuivie
    Alors la dispensation exceptionnelle est refusée d’après « <texte> »

    Exemples:
      | obstacle                                          | texte                |
      | le médicament est un stupéfiant                   | arrêté du 05/02/2008 |
      | le médicament suit les règles des stupéfiants     | arrêté du 05/02/2008 |
      | sa prescription est limitée à 28 jours            | arrêté du 05/02/2008 |
      | la base ne connaît pas le médicament              | arrêté du 05/02/2008 |
      | c’est un contraceptif oral                        | CSP R5134-4-1        |
      | le prescripteur a interdit le renouvellement      | CSP R5132-22         |
      | le prescripteur a écrit « Ne pas renouveler SVP » | CSP R5132-22         |
      | le traitement n’est renouvelé qu’une fois         | CSP R5123-2-1        |
      | le patient l’a refusé au comptoir                 | CSP R5123-2-1        |

  @CSP_R5132-30
  Plan du scénario: Une boîte se délivre par fractions, comptées à l’unité
    Soit un traitement de <jours> jours à <par_jour> unité par jour, en fractions de <fraction> jours
    Quand <faites> fractions sont déjà délivrées d’une boîte de 14
    Alors la fraction donne <unites> unités, il en restera <reste>

    Exemples:
      | jours | par_jour | fraction | faites | unites | reste |
      | 28    | 1        | 7        | 0      | 7      | 21    |
      | 28    | 1        | 7        | 3      | 7      | 0     |
      | 10    | 1        | 7        | 1      | 3      | 0     |
      | 28    | 3        | 7        | 0      | 21     | 63    |

  @CSP_R5132-35
  Scénario: Qui emporte un stupéfiant est nommé à l’ordonnancier
    Soit un stupéfiant remis à « ADRUN Paul »
    Alors la ligne de l’ordonnancier porte « ADRUN Zoé, remis à ADRUN Paul »

  @CSP_R5132-9
  Scénario: L’ordonnancier n’a pas de trou
    Soit un ordonnancier numéroté 187, 188, 190
    Alors il manque le numéro 189

  @CSP_R5132-36
  Scénario: Un stupéfiant ne sort pas sans être entré
    Soit 28 unités de stupéfiant reçues
    Quand 14 unités sont délivrées
    Alors il reste 14 unités
    Et 15 unités de plus sont refusées

  @GS1
  Scénario: Une boîte périmée ou d’un autre médicament est refusée
    Soit la boîte « 01034009494972941728053110LOT42 »
    Quand elle répond à une ligne de « 3400949497294 » le 01/06/2028
    Alors la réponse dit « périmée »
    Quand elle répond à une ligne de « 3400930116791 » le 01/06/2026
    Alors la réponse dit « n’est pas le médicament choisi »
