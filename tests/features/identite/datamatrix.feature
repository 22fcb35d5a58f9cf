# language: fr
@Datamatrix-INS
Fonctionnalité: Lire et écrire le datamatrix INS

  Contexte:
    Étant donné un médecin dont la session est ouverte
    Et le téléservice INSi du bac à sable
    Et une fiche créée pour Zoé Adrun

  @EXI-DIF-02
  Scénario: Seule une identité qualifiée porte un datamatrix
    Quand l'INSi est interrogé
    Alors la fiche n'a pas de datamatrix
    Quand un passeport est montré
    Alors la fiche a un datamatrix qui redonne ses traits

  Plan du Scénario: Ce que la douchette déforme est réparé
    Étant donné que l'identité est qualifiée
    Quand son datamatrix est lu par une douchette <douchette>
    Alors les traits lus sont ceux de la fiche

    Exemples:
      | douchette                          |
      | fidèle                             |
      | qui écrit le séparateur <GS>       |
      | qui perd le séparateur             |
      | américaine sur un clavier français |

  Scénario: Une lecture ne qualifie pas
    Étant donné que l'identité est qualifiée
    Quand son datamatrix est lu dans un autre cabinet
    Alors la fiche créée là-bas est "provisoire"

  Scénario: Le matricule lu est comparé à celui que répond l'INSi
    Étant donné une fiche créée d'un datamatrix qui porte le matricule d'une autre personne
    Quand l'INSi est interrogé et un passeport montré
    Alors l'identité est "provisoire"
    Et le matricule lu est dit différent
