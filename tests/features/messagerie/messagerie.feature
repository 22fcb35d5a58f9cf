# language: fr
Fonctionnalité: Messages de la messagerie sécurisée
  Exigences du référentiel socle MSSanté n° 2 et du Ségur numérique.

  @ECO.2.4.3 @CONF.16
  Scénario: Tout message porte la référence du logiciel
    Étant donné une lettre sans document
    Quand le message est composé
    Alors l’en-tête "X-MSS-NIL" vaut "NIL-ESSAI"
    Et l’en-tête "X-MSS-INS" est absent
    Et l’en-tête "X-MSS-CODECDA" est absent

  @ECO.2.2.3 @ECO.2.2.4
  Scénario: Le corps est en texte simple, en UTF-8
    Étant donné une lettre sans document
    Quand le message est composé
    Alors le corps est du "text/plain" en "utf-8"

  @ECO.2.2.3 @ECO.2.2.4
  Scénario: Un corps mis en forme garde sa version en texte simple
    Étant donné une lettre mise en forme
    Quand le message est composé
    Alors le corps est du "multipart/alternative"

  @ECO.2.1.1
  Scénario: Les documents partent en archive XDM et en PDF
    Étant donné un document de Dominique PAT-TROIS
    Quand le message est composé
    Alors les pièces jointes sont "IHE_XDM.ZIP, 20261122_prescription_PAT-TROIS_DOMINIQUE.pdf"

  @ECO.2.4.1 @CONF.15
  Scénario: Le code du document est dit en en-tête
    Étant donné un document de Dominique PAT-TROIS
    Quand le message est composé
    Alors l’en-tête "X-MSS-CODECDA" vaut "57833-6"

  @ECO.2.4.2 @CONF.14
  Plan du scénario: L’en-tête dit si l’INS est complète dans le document
    Étant donné un document de Dominique PAT-TROIS dont l’INS est <ins>
    Quand le message est composé
    Alors l’en-tête "X-MSS-INS" vaut "<valeur>"

    Exemples:
      | ins        | valeur |
      | complète   | O      |
      | incomplète | N      |

  @ECO.2.1.3 @UX.28
  Scénario: L’objet nomme le document et le patient, son préfixe ne se voit pas
    Étant donné un document de Dominique PAT-TROIS
    Quand le message est composé
    Alors l’en-tête "Subject" vaut "XDM/1.0/DDM+Prescription PAT-TROIS DOMINIQUE 28/03/1979"
    Et le destinataire lit l’objet "Prescription PAT-TROIS DOMINIQUE 28/03/1979"

  @ECO.2.1.2
  Scénario: Le destinataire identifie le patient par les métadonnées
    Étant donné un document de Dominique PAT-TROIS
    Quand le message est composé
    Alors le destinataire reconnaît le matricule "279035121518989" né le "1979-03-28"

  @ECO.2.1.5
  Scénario: Le PDF qui accompagne un document sans page est un PDF/A-1 fait de ses mots
    Étant donné une note de vaccination sans page
    Quand elle est mise en page pour partir
    Alors la page est un PDF/A-1 qui dit "PAT-TROIS DOMINIQUE"

  @ECO.2.1.6
  Scénario: Le nom du PDF dit la date, le type et le patient
    Quand le PDF d’une "Prescription de produits de santé : renouvellement" du 22/11/2026 est nommé
    Alors son nom est "20261122_Prescription-de-produits-de-santé-renouv_PAT-TROIS_DOMINIQUE.pdf"

  @ECO.2.2.7
  Scénario: Le nom affiché se compose du titre, du prénom, du nom et de l’entité
    Étant donné une lettre sans document
    Quand le message est composé
    Alors l’expéditeur s’affiche "Dr_Max_LIBRE_Cabinet-Libre"

  @ECO.2.2.1 @ECO.2.2.2
  Scénario: Une réponse garde le fil
    Étant donné une réponse à "<b@exemple.fr>" qui répondait à "<a@exemple.fr>"
    Quand le message est composé
    Alors l’en-tête "In-Reply-To" vaut "<b@exemple.fr>"
    Et l’en-tête "References" vaut "<a@exemple.fr> <b@exemple.fr>"

  @ECO.2.2.8 @CONF.21
  Scénario: L’échange avec un patient peut être clos
    Étant donné un message au patient "277076322082910" qui clôt l’échange
    Quand le message est composé
    Alors l’en-tête "X-MSS-MES" vaut "FIN"
    Et le destinataire sait qu’il ne peut pas répondre

  @ECO.2.2.6 @ECO.3.1.5
  Plan du scénario: L’adresse d’un patient vient d’un matricule dont la clé est juste
    Quand on écrit au matricule "<matricule>"
    Alors l’adresse est "<adresse>"

    Exemples:
      | matricule       | adresse                            |
      | 277076322082910 | 277076322082910@patient.mssante.fr |
      | 160012B02077713 | 160012B02077713@patient.mssante.fr |
      | 277076322082911 | refusée                            |
      | 2770763220829   | refusée                            |

  @ECO.3.1.6
  Scénario: Un accusé de lecture se demande et se rend
    Étant donné une lettre qui demande un accusé de lecture
    Quand le message est composé
    Et le destinataire le lit et rend l’accusé
    Alors l’expéditeur apprend que son message a été lu

  @AMBU.MSS-va1.02 @UX.05
  Scénario: Un document qui en remplace un autre le dit
    Étant donné un document de Dominique PAT-TROIS qui annule et remplace
    Quand le message est composé
    Alors l’objet dit "annule et remplace" après son préfixe
    Et le destinataire sait que le document en remplace un autre

  @UX.25
  Scénario: Les messages des patients sont à part
    Étant donné un message reçu de "277076322082910@patient.mssante.fr"
    Alors il est rangé parmi ceux des patients

  @CONF.20 @UX.41 @ANN.va1.01
  Plan du scénario: Un correspondant se trouve par ce qu’on sait de lui
    Étant donné l’annuaire national importé
    Quand on cherche "<texte>" de profession "<profession>" à "<commune>"
    Alors le premier trouvé est le Dr Max LIBRE et sa boîte

    Exemples:
      | texte        | profession | commune |
      | libre        |            |         |
      | max lib      |            |         |
      | 899900063480 |            |         |
      | libre        | Médecin    |         |
      | libre        | 10         | Marsac  |
