# language: fr
Fonctionnalité: Alimenter le DMP sans effort, et jamais de travers
  Exigences du cahier de tests DMP du CNDA (SEL-MP-037).

  Contexte:
    Étant donné un médecin et une patiente qualifiée

  @EX_2.1-1190
  Scénario: Ce qui peut partir et ce qui est parti se voient, avec leur état
    Étant donné une vaccination notée
    Alors "REVAXIS" est montré "pas envoyé"
    Quand il partage la vaccination
    Alors "REVAXIS" est montré "en_attente"
    Quand le DMP l’a reçue
    Alors "REVAXIS" est montré "remis"

  @EX_GEN-1060
  Plan du scénario: Chaque genre suit sa règle, et un document peut être retenu
    Étant donné une vaccination notée
    Et que les vaccinations partent "<regle>"
    Quand il partage la vaccination
    Alors "REVAXIS" est montré "<etat>"

    Exemples:
      | regle      | etat        |
      | seules     | en_attente  |
      | sur accord | à_reprendre |

  @EX_GEN-1060
  Plan du scénario: Une vaccination part dès qu’elle est notée, si son vaccin est certain
    Quand il note le vaccin "<vaccin>" au dossier
    Alors "<vaccin>" est montré "<etat>"

    Exemples:
      | vaccin         | etat       |
      | REVAXIS        | en_attente |
      | vaccin inconnu | pas envoyé |

  @EX_GEN-1060
  Scénario: Ni vide, ni inchangé
    Quand il partage la synthèse
    Alors c’est refusé car "rien à résumer"
    Étant donné une vaccination notée
    Quand il partage la synthèse
    Et le DMP l’a reçue
    Et il partage la synthèse
    Alors c’est refusé car "rien n’a changé"

  @REMPLACEMENT @EX_2.1-1130
  Scénario: Une correction remplace ce que le DMP a reçu
    Étant donné une vaccination notée
    Quand il partage la vaccination
    Et le DMP l’a reçue
    Et il corrige le lot
    Et il partage la vaccination
    Alors le document qui part remplace le premier

  @EX_2.1-1050
  Scénario: Masqué et invisible ne se cumulent pas
    Étant donné une vaccination notée
    Quand il partage la synthèse masquée et invisible au patient
    Alors c’est refusé car "à la fois"

  @EX_2.1-1050
  Scénario: Ce que le patient a pu voir ne lui est pas caché par un remplacement
    Étant donné une vaccination notée
    Quand il partage la synthèse
    Et le DMP l’a reçue
    Et il corrige le lot
    Et il partage la synthèse invisible au patient
    Alors c’est refusé car "ne peut plus lui être caché"

  @EX_2.1-1050
  Scénario: Seul le document d’un mineur se cache à ses représentants
    Étant donné une vaccination notée
    Quand il partage la synthèse invisible aux représentants
    Alors c’est refusé car "mineur"

  @CONNEXION_SECRETE @5.9
  Scénario: En connexion secrète, tout est caché aux représentants, et aucune note de vaccination ne part
    Étant donné que la patiente est mineure
    Et une vaccination notée
    Et que la connexion est secrète
    Quand il partage la synthèse
    Alors c’est refusé car "invisible aux représentants"
    Quand il partage la synthèse invisible aux représentants
    Alors la synthèse part
    Quand il partage la vaccination
    Alors c’est refusé car "connexion secrète"

  @SUPPRESSION
  Scénario: Un document retiré du DMP n’y retourne pas
    Étant donné une vaccination notée
    Quand il partage la vaccination
    Et le DMP l’a reçue
    Et il la retire du DMP
    Alors les appels au DMP sont "TD3.3c"
    Quand il partage la vaccination
    Alors c’est refusé car "n’y retourne pas"

  @SUPPRESSION
  Scénario: Ce qui est retiré du dossier est retiré du DMP
    Étant donné une vaccination notée
    Quand il partage la vaccination
    Et le DMP l’a reçue
    Et il retire la vaccination du dossier
    Alors une suppression attend de partir

  @SUPPRESSION
  Scénario: Ce qui n’était pas encore parti ne part plus
    Étant donné une vaccination notée
    Quand il partage la vaccination
    Et il retire la vaccination du dossier
    Alors rien n’attend de partir

  @REMPLACEMENT
  Scénario: Corriger au dossier ce que le DMP a reçu suffit à l’y remplacer
    Étant donné une vaccination notée
    Quand il partage la vaccination
    Et le DMP l’a reçue
    Et il corrige le lot depuis le dossier
    Alors la correction attend de partir

  @OPPOSITION
  Scénario: L’opposition du patient arrête tout nouveau document
    Étant donné une vaccination notée
    Et que la patiente s’oppose à l’alimentation
    Quand il partage la vaccination
    Alors c’est refusé car "oppose"

  @EX_3.1-2035 @EX_3.1-1090
  Scénario: Trop de recherches n’arrêtent pas l’alimentation, et alimenter ne cherche rien
    Étant donné une vaccination notée
    Et que le DMP refuse toute recherche
    Quand il partage la vaccination
    Alors "REVAXIS" est montré "en_attente"
    Et les appels au DMP sont ""

  @EX_GEN-1180
  Scénario: Le logiciel se nomme au DMP comme dans « À propos »
    Alors le DMP reçoit le nom et la version de « À propos »
