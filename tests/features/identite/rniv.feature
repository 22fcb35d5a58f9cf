# language: fr
@RNIV
Fonctionnalité: Le statut d'une identité se déduit de la preuve et de l'INSi

  Contexte:
    Étant donné un médecin dont la session est ouverte
    Et le téléservice INSi du bac à sable
    Et une fiche créée pour Zoé Adrun

  Plan du Scénario: Les quatre statuts
    Quand <actions>
    Alors l'identité est "<statut>"
    Et le matricule <transmis>

    Exemples:
      | actions                                                | statut     | transmis                 |
      | rien n'est fait                                        | provisoire | ne peut être transmis    |
      | l'INSi est interrogé                                   | récupérée  | ne peut être transmis    |
      | un passeport est montré                                | validée    | ne peut être transmis    |
      | l'INSi est interrogé puis un passeport est montré      | qualifiée  | peut être transmis       |
      | un passeport est montré puis l'INSi est interrogé      | qualifiée  | peut être transmis       |
      | l'INSi est interrogé puis une carte Vitale est montrée | récupérée  | ne peut être transmis    |

  @EXI-ID-08
  Scénario: Le nom utilisé n'est jamais rempli par l'INSi
    Quand l'INSi est interrogé
    Alors le nom utilisé et le prénom utilisé sont vides

  @EXI-ID-10
  Scénario: Le premier prénom commence la liste des prénoms
    Quand le premier prénom "CHRISTOPHE" est saisi pour la liste "JEAN CHRISTOPHE PIERRE"
    Alors un avertissement parle du premier prénom

  @EXI-ID-11 @EXI-ID-12
  Plan du Scénario: Une date de naissance incomplète
    Quand la date de naissance connue est jour "<jour>", mois "<mois>", année "<annee>"
    Alors la date enregistrée est "<date>" et elle est <estimee>

    Exemples:
      | jour | mois | annee | date       | estimee  |
      | 12   | 03   | 1950  | 1950-03-12 | certaine |
      |      | 03   | 1950  | 1950-03-01 | estimée  |
      | 12   |      | 1950  | 1950-01-12 | estimée  |
      |      |      | 1950  | 1950-12-31 | estimée  |

  @EXI-ID-19
  Scénario: L'acte de naissance d'un mineur prouve avec la pièce du parent
    Quand un extrait d'acte de naissance d'un enfant est montré seul
    Alors l'identité de l'enfant n'est pas prouvée
    Quand la pièce d'identité du parent est montrée aussi
    Alors l'identité de l'enfant est prouvée

  @EXI-ID-24 @EXI-ID-26
  Plan du Scénario: Un doute ramène au statut provisoire et ferme l'INSi
    Étant donné que l'identité est qualifiée
    Quand l'identité est déclarée "<attribut>"
    Alors l'identité est "provisoire"
    Et la fiche ne porte plus ni matricule ni justificatif
    Et l'INSi ne peut plus être interrogé

    Exemples:
      | attribut |
      | douteuse |
      | fictive  |

  Scénario: Les traits reçus de l'INSi ne se corrigent pas à la main
    Quand l'INSi est interrogé
    Et le nom de naissance est corrigé en "ADRIN"
    Alors la correction est refusée

  Scénario: Une identité prouvée n'est qualifiée que si tous les traits stricts concordent
    Étant donné que la fiche porte le lieu de naissance "75056"
    Quand un passeport est montré puis l'INSi est interrogé
    Alors la qualification est refusée pour "lieu_naissance"

  Scénario: La même INS n'est jamais portée par deux fiches
    Étant donné que l'identité est qualifiée
    Quand une seconde fiche est créée pour la même personne et interroge l'INSi
    Alors la seconde fiche est refusée comme doublon

  Scénario: Une fiche proche est montrée avant d'en créer une autre
    Quand "ADRAIN" "ZOE" née le même jour va être enregistrée
    Alors la fiche de Zoé Adrun est proposée, "noms de naissance qui se prononcent pareil"
