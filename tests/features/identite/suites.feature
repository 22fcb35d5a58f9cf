# language: fr
@RNIV
Fonctionnalité: Une identité qui se révèle fausse ne reste chez personne
  Ce qui devait partir est retenu ou annulé ; ceux qui ont déjà reçu un document sont prévenus, d'un geste.

  Contexte:
    Étant donné un médecin dont la session est ouverte
    Et le téléservice INSi du bac à sable
    Et une fiche créée pour Zoé Adrun

  @EXI-ID-29
  Scénario: Ce qui attend de partir est retenu quand l'identité n'est plus qualifiée
    Étant donné que l'identité est qualifiée
    Et un document qui attend de partir et un document déjà remis
    Quand l'INS est retirée parce que c'est une homonyme
    Alors l'identité est "validée"
    Et le document qui attendait est retenu
    Et le document remis est signalé

  Scénario: Ceux qui ont reçu un document sous une INS retirée sont prévenus d'un geste
    Étant donné que l'identité est qualifiée
    Et un message et un document du DMP remis sous son INS
    Quand l'INS est retirée parce que c'est une homonyme
    Alors rien n'est parti vers les destinataires
    Quand le médecin prévient les destinataires
    Alors un message rectificatif et une suppression du DMP attendent de partir

  Scénario: L'ordonnance numérique déposée sous une INS retirée est annulée du même geste
    Étant donné que l'identité est qualifiée
    Et une ordonnance numérique déposée sous son INS
    Quand l'INS est retirée parce que c'est une homonyme
    Et le médecin prévient les destinataires
    Alors l'ordonnance est annulée ici et son annulation attend de partir
    Et elle est à signer de nouveau

  Scénario: Un document ne part pas sous l'INS d'une autre identité
    Étant donné que l'identité est qualifiée
    Et un document qui attend de partir sous son INS
    Quand l'identité est requalifiée sous une autre INS
    Alors le document est annulé et à signer de nouveau
