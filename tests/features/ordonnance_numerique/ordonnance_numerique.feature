# language: fr
Fonctionnalité: Ordonnance numérique
  Règles publiques du code de la santé publique et du service de l’Assurance Maladie.

  @CSP.L4071-1 @EP4 @EP3
  Scénario: Ce que le médecin dépose, le pharmacien le consulte
    Étant donné une ordonnance de 2 médicaments déposée
    Quand le pharmacien la consulte
    Alors elle est "deposee" et porte 2 lignes

  @CSP.L4071-2 @EP1
  Scénario: Le pharmacien répond ligne par ligne, jusqu’à la dernière boîte
    Étant donné une ordonnance de 3 médicaments déposée
    Quand le pharmacien délivre la ligne 1, substitue la ligne 2 et délivre la ligne 3 en partie
    Alors elle est "partiellement_executee"
    Quand le pharmacien délivre ce qui restait dû de la ligne 3
    Alors elle est "executee"
    Et une nouvelle délivrance est refusée : "ON-DEJA-EXECUTEE"

  @SEL-SFG-023
  Scénario: Un envoi répété garde le même numéro et ne double rien
    Étant donné une ordonnance de 1 médicament déposée
    Quand le médecin envoie de nouveau la même
    Alors le service répond qu’il la tenait déjà
    Et une autre ordonnance sous le même numéro est refusée : "ON-NUMERO-DEJA-UTILISE"

  @CSP.R4071-opposition
  Scénario: L’opposition ne porte que sur la consultation par le prescripteur
    Étant donné une ordonnance de 1 médicament déposée, le patient s’opposant
    Quand le pharmacien délivre la ligne 1
    Alors le médecin ne voit rien de ce qui a été délivré
    Et le pharmacien voit 1 exécution

  @CSP.R5132-22
  Plan du scénario: La première délivrance se fait dans les trois mois
    Étant donné une ordonnance de 1 médicament déposée
    Quand <jours> jours passent
    Alors elle est "<etat>"

    Exemples:
      | jours | etat    |
      | 90    | deposee |
      | 95    | expiree |

  @CSP.R5132-22
  Scénario: Un renouvellement se délivre après une première délivrance
    Étant donné une ordonnance de 1 médicament renouvelable 2 fois déposée
    Quand le pharmacien délivre la ligne 1
    Et 100 jours passent
    Alors elle est "partiellement_executee"

  @NS.MTE
  Scénario: Une ligne non substituable ne se substitue pas
    Étant donné une ordonnance de 1 médicament non substituable déposée
    Alors substituer la ligne 1 est refusé : "ON-LIGNE-REFUSEE"

  @EP1.concurrence
  Scénario: Deux pharmacies ne délivrent pas la même ligne
    Étant donné une ordonnance de 1 médicament déposée
    Quand une autre pharmacie la délivre entre ma consultation et ma réponse
    Alors ma réponse est refusée : "ON-MODIFIEE-ENTRE-TEMPS"

  @annulation
  Scénario: L’auteur annule tant que rien n’est délivré
    Étant donné une ordonnance de 1 médicament déposée
    Quand le médecin l’annule
    Alors elle est "annulee"
    Et une nouvelle délivrance est refusée : "ON-ANNULEE"

  @annulation
  Scénario: Une exécution commencée ne s’annule plus
    Étant donné une ordonnance de 2 médicaments déposée
    Quand le pharmacien délivre la ligne 1
    Alors l’annuler est refusé : "ON-EXECUTION-COMMENCEE"

  @remplacement
  Scénario: Une ordonnance en remplace une autre d’un seul geste
    Étant donné une ordonnance de 1 médicament déposée
    Quand le médecin la remplace
    Alors elle est "annulee"

  @JDV_CompletudeDispensation
  Plan du scénario: Le code de complétude suit les délivrances passées
    Étant donné une ordonnance de 1 médicament déposée
    Alors délivrer la ligne 1 avec le code "<code>" est <reponse>

    Exemples:
      | code | reponse |
      | FFC  | accepté |
      | FFP  | accepté |
      | RFC  | refusé  |
      | RFP  | refusé  |

  @SEL-SFG-023 @QR.AZERTY
  Scénario: Un lecteur réglé sur un autre clavier est compris
    Étant donné le QR d’une ordonnance
    Quand le lecteur le tape sur un clavier AZERTY
    Alors le numéro, le patient et le prescripteur sont ceux de l’ordonnance
