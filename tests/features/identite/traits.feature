# language: fr
@INSi
Fonctionnalité: Des traits écrits comme l'INSi les écrit, ou refusés avec une phrase

  Contexte:
    Étant donné un médecin dont la session est ouverte
    Et le téléservice INSi du bac à sable

  @EF_INS01_03 @EF_INS10_01
  Plan du Scénario: Le nom de naissance
    Quand le nom de naissance "<tape>" est saisi
    Alors il s'écrit "<ecrit>"

    Exemples:
      | tape             | ecrit            |
      | d’Artagnan       | D'ARTAGNAN       |
      | Dupont--Martin   | DUPONT--MARTIN   |
      | ’t Hooft         | 'T HOOFT         |
      | Lefèvre-Œuvrard  | LEFEVRE-OEUVRARD |

  @EF_INS01_03 @EF_INS10_01
  Plan du Scénario: Un nom de naissance que l'INSi refuserait n'est jamais envoyé ni corrigé en silence
    Quand le nom de naissance "<tape>" est saisi
    Alors il est refusé parce que "<raison>"

    Exemples:
      | tape          | raison           |
      | -Dupont       | trait d’union    |
      | D''Artagnan   | apostrophe       |
      | D' Artagnan   | apostrophe       |
      | Dupont2       | chiffre          |
      | Dup/ont       | lettres          |
      | Weiß          | équivalent       |

  @EF_INS10_02
  Plan du Scénario: Un prénom que l'INSi refuserait
    Quand le prénom "<tape>" est saisi
    Alors il est refusé parce que "<raison>"

    Exemples:
      | tape        | raison                    |
      | Jean--Paul  | double trait d’union      |
      | Jean-       | ne finit ni par un trait  |
      | Jean'       | ni par une apostrophe     |

  @EF_INS25_04
  Scénario: Un sexe indéterminé n'interroge pas l'INSi et n'entre pas dans un datamatrix
    Quand une fiche de sexe indéterminé est créée et interroge l'INSi
    Alors la question n'est pas partie
    Et l'identité est "provisoire"
    Et la fiche n'a pas de datamatrix
