# language: fr
Fonctionnalité: Consulter et gérer le DMP d’un patient
  Exigences du cahier de tests DMP du CNDA (SEL-MP-037).

  Contexte:
    Étant donné la session d’un médecin
    Et une patiente dont l’identité est qualifiée

  @MEMENTO
  Scénario: L’existence du DMP est demandée avant toute consultation
    Étant donné que le DMP autorise ce médecin
    Quand il recherche les documents
    Alors les appels au DMP sont "TD0.2, TD3.1"

  @MEMENTO
  Plan du scénario: Un DMP fermé ou absent n’est jamais interrogé
    Étant donné que le DMP est "<etat>"
    Quand il recherche les documents
    Alors la demande est refusée car "<etat>"
    Et les appels au DMP sont "TD0.2"

    Exemples:
      | etat       |
      | fermé      |
      | inexistant |

  @EX_GEN-1530
  Scénario: Une identité qui n’est pas qualifiée n’atteint pas le DMP
    Étant donné une patiente dont l’identité n’est pas qualifiée
    Quand il recherche les documents
    Alors la demande est refusée car "qualifiée"
    Et aucun appel n’est fait au DMP

  @0.2-080
  Scénario: Un patient connu par un NIA n’a pas de DMP
    Étant donné une patiente connue par un NIA
    Quand il recherche les documents
    Alors la demande est refusée car "NIA"
    Et aucun appel n’est fait au DMP

  @EX_0.2-1100
  Scénario: Le consentement n’est jamais donné par défaut
    Quand il recherche les documents
    Alors la demande est refusée car "autorisé"
    Quand il enregistre le consentement sans lire la déclaration
    Alors la demande est refusée car "déclaration"
    Et les appels au DMP sont "TD0.2"

  @EX_0.2-1100 @EX_0.3-1010
  Scénario: Le consentement recueilli est tracé et envoyé
    Quand il enregistre le consentement après lecture de la déclaration
    Et il recherche les documents
    Alors les appels au DMP sont "TD0.2, TD0.3 AJOUT, TD0.2, TD3.1"
    Et la trace dit "consentement à la consultation"

  @EX_0.3-1030 @EX_0.3-1040
  Scénario: Le retrait du consentement part aussitôt
    Étant donné que le DMP autorise ce médecin
    Quand il enregistre le retrait du consentement
    Alors les appels au DMP sont "TD0.3 SUPPRESSION"
    Et la trace dit "retrait du consentement"

  @EX_GEN-1060
  Plan du scénario: L’alimentation est automatique, ou retenue si le médecin le choisit
    Étant donné que l’alimentation du DMP est "<regle>"
    Quand il signe une ordonnance
    Et il ouvre une nouvelle session
    Alors l’envoi au DMP est "<etat>"

    Exemples:
      | regle       | etat        |
      | automatique | en_attente  |
      | retenue     | à_reprendre |

  @OPPOSITION @2.1-970
  Scénario: L’opposition bloque l’alimentation mais pas la gestion des documents existants
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document de ce médecin
    Quand le patient s’oppose à l’alimentation
    Alors rien ne part plus vers le DMP car "oppose"
    Quand il supprime le document après confirmation
    Alors le DMP ne tient plus de document

  @EX_3.1-2030 @EX_3.1-1090
  Scénario: Une seule recherche automatique par ouverture du dossier
    Étant donné que le DMP autorise ce médecin
    Quand le dossier s’ouvre deux fois à l’écran
    Alors les appels au DMP sont "TD0.2, TD3.1"
    Quand il recherche les documents
    Alors les appels au DMP sont "TD0.2, TD3.1, TD0.2, TD3.1"

  @EX_3.2-1010
  Scénario: Rien n’est gardé sans un enregistrement voulu
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document de ce médecin
    Quand il ouvre le document
    Alors le dossier ne garde aucun document
    Quand il enregistre le document ouvert
    Alors le dossier garde un document marqué de son origine et de sa date

  @EX_3.2-1025
  Plan du scénario: Ouvrir un document caché donne un avertissement
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document <visibilite>
    Quand il ouvre le document
    Alors l’avertissement dit "<mots>"

    Exemples:
      | visibilite                   | mots                    |
      | invisible au patient         | Le patient ne voit pas  |
      | invisible aux représentants  | représentants légaux    |
      | masqué aux professionnels    | masqué                  |

  @3.1-900
  Scénario: Un document gardé que le DMP a remplacé est signalé
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document de ce médecin
    Et que ce document a été enregistré
    Quand le DMP ne tient plus ce document
    Alors le document gardé est signalé comme dépassé

  @EX_3.3-1030
  Scénario: Masquer un document se confirme
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document de ce médecin
    Quand il masque le document sans confirmer
    Alors une confirmation est demandée
    Quand il masque le document après confirmation
    Alors le document est masqué

  @EX_3.3-1040
  Scénario: Rendre visible au patient est irréversible et se confirme
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document invisible au patient
    Quand il rend le document visible sans confirmer
    Alors une confirmation est demandée
    Quand il rend le document visible après confirmation
    Et il cache de nouveau le document au patient
    Alors la demande est refusée car "ne peut plus lui être caché"

  @EX_3.3-1045
  Scénario: Rendre visible aux représentants est irréversible et se confirme
    Étant donné une patiente mineure dont l’identité est qualifiée
    Et que le DMP autorise ce médecin
    Et que le DMP tient un document invisible aux représentants
    Quand il rend le document visible sans confirmer
    Alors une confirmation est demandée
    Quand il rend le document visible après confirmation
    Alors le document est visible de tous

  @EX_2.1-1050
  Scénario: Masqué et invisible ne se cumulent pas
    Étant donné que le DMP autorise ce médecin
    Et que le DMP tient un document invisible au patient
    Quand il masque le document après confirmation
    Alors la demande est refusée car "à la fois"

  @EX_3.3-1050 @EX_3.3-1060
  Scénario: Supprimer se confirme et ne demande pas d’autorisation de consulter
    Étant donné que le DMP tient un document de ce médecin
    Quand il supprime le document sans confirmer
    Alors une confirmation est demandée
    Quand il supprime le document après confirmation
    Alors le DMP ne tient plus de document
    Et les appels au DMP sont "TD3.3c"

  @TD3.3c
  Scénario: On ne supprime pas le document d’un confrère
    Étant donné que le DMP tient un document d’un confrère
    Quand il supprime le document après confirmation
    Alors la demande est refusée car "auteur"

  @BRIS_DE_GLACE
  Scénario: Le bris de glace demande un motif, se voit et cesse avec le dossier
    Quand il brise la glace sans motif
    Alors la demande est refusée car "motif"
    Quand il brise la glace pour "Patiente inconsciente"
    Et il recherche les documents
    Alors l’accès au DMP porte le motif "Patiente inconsciente"
    Et la trace dit "Patiente inconsciente"
    Quand le dossier se ferme
    Et il recherche les documents
    Alors la demande est refusée car "autorisé"

  @BRIS_DE_GLACE
  Scénario: Le bris de glace est sans objet quand on est déjà autorisé
    Étant donné que le DMP autorise ce médecin
    Quand il brise la glace pour "Urgence"
    Alors la demande est refusée car "déjà autorisé"

  @CONNEXION_SECRETE
  Scénario: La connexion secrète est réservée aux mineurs
    Quand il demande la connexion secrète
    Alors la demande est refusée car "mineurs"

  @CONNEXION_SECRETE
  Scénario: La connexion secrète d’un mineur accompagne chaque appel
    Étant donné une patiente mineure dont l’identité est qualifiée
    Et que le DMP autorise ce médecin
    Quand il demande la connexion secrète
    Et il recherche les documents
    Alors l’accès au DMP est secret

  @EX_3.1-1070
  Scénario: Les nouveautés sont celles d’après la dernière visite de ce professionnel
    Étant donné que le DMP autorise ce médecin
    Quand il recherche les documents
    Et le dossier se ferme
    Et il recherche les documents
    Et il demande les nouveautés
    Alors la dernière recherche porte sur ce qui suit sa visite
