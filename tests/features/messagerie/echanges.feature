# language: fr
Fonctionnalité: Recevoir, classer et écrire
  Exigences du Ségur numérique (médecin de ville) sur la messagerie sécurisée, jouées par les gestes de l’utilisateur.

  @MSS.va1.27 @MSS.va1.28 @ECO.2.1.2
  Scénario: Un document reçu rejoint le bon dossier en un geste
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Et le dossier de Zoe ADRUN, INS qualifiée
    Quand la boîte est relevée
    Alors le dossier de Zoe ADRUN est reconnu sans aucun doute
    Quand le document est classé d’un geste
    Alors le dossier contient 1 document

  @LGC.MDV.06 @INT.18
  Scénario: Un document déjà classé le dit et ne se double pas
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Et le dossier de Zoe ADRUN, INS qualifiée
    Quand la boîte est relevée
    Et le document est classé d’un geste
    Et le document est classé d’un geste
    Alors le dossier contient 1 document
    Et la liste montre le message comme classé

  @UX.31
  Scénario: La liste nomme le patient et le type du document
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Quand la boîte est relevée
    Alors la liste nomme "ADRUN Zoe" et "CR d’examens biologiques"

  @BIO.va1.01
  Scénario: Un résultat critique alerte dans la liste, même classé
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Et un résultat "Potassium 6,9 mmol/L" que le laboratoire marque "HH"
    Et le dossier de Zoe ADRUN, INS qualifiée
    Quand la boîte est relevée
    Et le document est classé d’un geste
    Alors la liste montre le message comme critique

  @INS.va1.53
  Plan du scénario: Ce qui laisse un doute n’est jamais classé seul
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Et le dossier de Zoe ADRUN, INS <statut>
    Et le cabinet classe seul ce qui est certain
    Quand la boîte est relevée
    Alors le dossier contient <nombre> document

    Exemples:
      | statut       | nombre |
      | qualifiée    | 1      |
      | non qualifiée | 0     |

  @AMBU.MSS-va1.02 @UX.05
  Plan du scénario: Un remplacement ou une annulation demande un regard
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Et le document <effet> un autre
    Et le dossier de Zoe ADRUN, INS qualifiée
    Et le cabinet classe seul ce qui est certain
    Quand la boîte est relevée
    Alors le dossier contient 0 document

    Exemples:
      | effet    |
      | remplace |
      | annule   |

  @ECO.2.2.6
  Scénario: On n’écrit à un patient que si son INS est qualifiée
    Étant donné le dossier de Zoe ADRUN, INS non qualifiée
    Quand on écrit à Zoe ADRUN
    Alors le message est refusé

  @ECO.2.2.8 @CONF.21
  Scénario: On écrit à un patient et l’échange se clôt
    Étant donné le dossier de Zoe ADRUN, INS qualifiée
    Quand on écrit à Zoe ADRUN pour clore l’échange
    Alors le message part par la boîte d’envoi, échange clos

  @ECO.4.1.1 @ECO.4.1.2 @CONF.17 @CONF.18
  Scénario: La trace dit qui a écrit à qui et quand, jamais quoi
    Étant donné le dossier de Zoe ADRUN, INS qualifiée
    Quand on écrit à un confrère "Secret médical"
    Alors la trace nomme l’auteur, les deux adresses et l’instant
    Et la trace ne contient pas "Secret médical"

  @ECO.3.1.6
  Scénario: Un accusé de lecture demandé ne part pas sans accord
    Étant donné un message du laboratoire qui demande un accusé de lecture
    Quand la boîte est relevée
    Alors aucun accusé n’est parti
    Quand l’utilisateur accepte de le rendre
    Alors un accusé part une seule fois

  @MSS.va1.15
  Plan du scénario: Le sort d’un message parti se lit dans les messages envoyés
    Étant donné un message parti vers un confrère
    Et un accusé qui dit "<sort>"
    Quand la boîte est relevée
    Alors le message parti est "<sort>"

    Exemples:
      | sort          |
      | distribué     |
      | lu            |
      | non distribué |
      | non classé par le destinataire |

  @IAM.92
  Scénario: Le secrétariat classe sans lire
    Étant donné un message du laboratoire qui porte la biologie de Zoe ADRUN
    Et le dossier de Zoe ADRUN, INS qualifiée
    Et la personne connectée a le rôle de secrétaire
    Quand la boîte est relevée
    Alors le contenu du message lui est caché
    Quand le document est classé d’un geste
    Alors le dossier contient 1 document
