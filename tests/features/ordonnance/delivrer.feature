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
