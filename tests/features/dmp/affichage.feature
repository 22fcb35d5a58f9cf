# language: fr
Fonctionnalité: Ce que l’écran dit du DMP, et ce qu’il n’en dit pas
  Exigences du cahier de tests DMP du CNDA (SEL-MP-037).

  @EX_3.1-1070
  Scénario: Les dates sont celles d’ici
    Étant donné un document créé le 30/06/2026 à 22:30 en temps universel
    Alors l’écran le date du "1er juillet 2026"

  @EX_3.1-1075
  Scénario: « DMP » et « Mon espace santé » se lisent pendant la consultation
    Alors l’écran s’intitule "DMP" et "Mon espace santé"

  @EX_3.1-1080
  Plan du scénario: L’état de chaque document se lit
    Étant donné un document "<etat>"
    Alors l’écran dit "<mots>"

    Exemples:
      | etat                         | mots                        |
      | masqué aux professionnels    | Masqué aux professionnels   |
      | invisible au patient         | Invisible au patient        |
      | invisible aux représentants  | Invisible aux représentants |
      | archivé                      | Archivé                     |
      | remplacé                     | Remplacé                    |

  @EX_3.1-1080
  Scénario: Un document du patient se reconnaît
    Étant donné un document "du patient"
    Alors son icône est celle d’une personne
    Et le filtre "patient" le montre

  @EX_0.2-1020
  Scénario: Rien de ce que rend le DMP d’un dossier ne porte l’identité de son patient
    Alors ni l’existence, ni les droits, ni la liste des DMP ne gardent de traits d’identité

  @EX_GEN-1190
  Scénario: Le guide dit les fonctions couvertes
    Alors le guide du DMP nomme chaque transaction du logiciel
