# language: fr
Fonctionnalité: Prescrire selon la loi
  Chaque règle de prescription s’alerte, se contrôle ou s’imprime, avec son article.

  @CSP_R5132-3_3
  Scénario: Un médicament sans durée ni nombre de boîtes ne se signe pas
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « doliprane 1000 » : « 1-1-1 »
    Alors l’alerte « Durée ou nombre de boîtes à indiquer » bloque, d’après « R5132-3 »

  @CSP_R5132-3_5
  Plan du scénario: Une mention que l’autorisation veut sur l’ordonnance se demande, puis se tait une fois écrite
    Soit un homme de 50 ans sans allergie connue
    Quand je tape « 1 matin 28j » pour « <produit> »
    Alors l’alerte « <titre> » <force>, d’après « R5132-3, 5° »
    Quand je tape « 1 matin 28j ph: PNN 3,1 G/L » pour « <produit> »
    Alors l’alerte « <titre> » <force>, d’après « R5132-3, 5° »
    Quand je tape « 1 matin 28j ph: <mention> » pour « <produit> »
    Alors l’alerte « <titre> » n’est pas dite
    Et le pharmacien lira « <mention> »

    Exemples:
      | produit       | titre                             | force     | mention                                     |
      | clozapine 100 | Numération datée à écrire         | bloque    | PNN 3,1 G/L le 02/06/2026                   |
      | clozapine 25  | Numération datée à écrire         | bloque    | neutrophiles normaux le 2 juin              |
      | lutenyl 3,75  | Ancienneté du traitement à écrire | bloque    | traitement inférieur à 1 an                 |
      | luteran 5     | Ancienneté du traitement à écrire | bloque    | attestation signée le 02/06/2026            |
      | xeloda 500    | Résultat du dépistage à écrire    | s’affiche | résultat de l’uracilémie pris en compte     |

  @CSP_R5132-3_5
  Scénario: La surveillance particulière de près de deux mille produits se rappelle sans se demander
    Soit un homme de 50 ans sans allergie connue
    Quand je tape « 1 matin 28j » pour « androcur 50 »
    Alors l’alerte « À faire avec cette prescription » s’affiche, d’après « R5121-77 »
    Et aucune alerte ne bloque

  @CSP_R5132-21
  Scénario: Une liste I ne dépasse pas douze mois, renouvellements compris
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « zocor 20 » : « 1 soir 3m » à renouveler 4 fois
    Alors l’alerte « Durée limitée à douze mois » bloque, d’après « R5132-21 »

  @CSP_R5132-21
  Plan du scénario: Une durée réglementaire se lit dans la base publique
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « <produit> » : « <trop> »
    Alors l’alerte « Durée limitée à <jours> jours » bloque, d’après « R5132-21 »
    Quand je prescris « <produit> » : « <permis> »
    Alors aucune alerte de durée ne bloque

    Exemples:
      | produit      | trop              | permis            | jours |
      | imovane 7,5  | 1 au coucher 29j  | 1 au coucher 28j  | 28    |
      | lexomil      | 1 au coucher 85j  | 1 au coucher 84j  | 84    |
      | tramadol 50  | 1 3/j 85j         | 1 3/j 84j         | 84    |
      | lyrica 75    | 1 matin 184j      | 1 matin 183j      | 183   |
      | oxynorm 10 mg/ml | 1 matin 29j   | 1 matin 28j       | 28    |
      | methadone 5 mg/3,75 | 1 matin 15j | 1 matin 14j    | 14    |
      | ultiva 1 mg  | 1 matin 8j        | 1 matin 7j        | 7     |
      | zalviso 15   | 1 si douleur 4j   | 1 si douleur 3j   | 3     |
      | dzuveo 30    | 1 si douleur 3j   | 1 si douleur 2j   | 2     |

  @CSP_R5132-30
  Scénario: Un stupéfiant se prescrit pour vingt-huit jours au plus
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « durogesic 25 » : « 1 toutes les 72h 29j »
    Alors l’alerte « Durée limitée à 28 jours » bloque, d’après « R5132-30 »

  @CSP_R5132-30
  Scénario: Un stupéfiant ne se renouvelle pas
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « durogesic 25 » : « 1 toutes les 72h 14j » à renouveler 1 fois
    Alors l’alerte « Un stupéfiant ne se renouvelle pas » bloque, d’après « R5132-30 »

  @CSP_R5132-30
  Plan du scénario: La fraction d’un stupéfiant s’écrit
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « <produit> » : « <posologie> »
    Alors l’alerte « Délivrance fractionnée de <jours> jours » s’affiche, d’après « R5132-30 »

    Exemples:
      | produit      | posologie            | jours |
      | durogesic 25 | 1 toutes les 72h 28j | 14    |
      | abstral 400  | 1 si douleur 7j      | 7     |

  @CSP_R5132-29
  Scénario: Un stupéfiant s’écrit en toutes lettres
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « durogesic 25 » : « 1 toutes les 72h 28j »
    Alors la ligne s’imprime « un (1) dispositif transdermique toutes les soixante-douze heures pendant vingt-huit jours »

  @CSP_R5132-33
  Scénario: Deux ordonnances de stupéfiants ne se chevauchent pas sans mention
    Soit un homme de 50 ans sans allergie connue
    Et un traitement en cours « durogesic 50 » jusqu’au 10/06/2026
    Quand je prescris « durogesic 25 » : « 1 toutes les 72h 14j »
    Alors l’alerte « Chevauchement de stupéfiants » bloque, d’après « R5132-33 »

  @CSP_R5132-5
  Scénario: Sans téléservice, l’ordonnance sécurisée s’imprime sur papier sécurisé
    Soit un homme de 50 ans sans allergie connue
    Et un téléservice indisponible
    Quand je prescris « tramadol 50 » : « 1 3/j 7j »
    Alors l’alerte « Ordonnance sécurisée » s’affiche, d’après « R5132-5 »
    Et la conduite dit « papier sécurisé »

  @CSS_L162-4-2
  Scénario: La substitution aux opioïdes désigne sa pharmacie
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « subutex 8 » : « 1 matin 28j »
    Alors l’alerte « Pharmacie à désigner » s’affiche, d’après « L162-4-2 »

  @CSP_R5121-77
  Plan du scénario: Une prescription restreinte le dit
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « <produit> » : « 1 matin 7j »
    Alors l’alerte « <alerte> » <force>, d’après « R5121-77 »

    Exemples:
      | produit             | alerte                                         | force     |
      | thiopental          | Prescription réservée à l’hôpital              | bloque    |
      | adcirca 20          | Prescription réservée à l’hôpital              | bloque    |
      | aricept 10          | Prescription initiale exigée                   | s’affiche |
      | ritaline 10         | Prescription initiale exigée                   | s’affiche |
      | abacavir arrow 300  | Prescription initiale exigée                   | s’affiche |
      | aimovig 140         | Prescription réservée à certains spécialistes  | s’affiche |
      | copaxone 20         | Renouvellement réservé à certains spécialistes | s’affiche |
      | buccolam 10         | Usage réservé                                  | s’affiche |

  @CSP_R5121-77
  Plan du scénario: Ce que l’autorisation demande de faire est rappelé
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « <produit> » : « 1 matin 7j »
    Alors l’alerte « À faire avec cette prescription » s’affiche, d’après « R5121-77 »
    Et la cause dit « <mots> »

    Exemples:
      | produit     | mots                      |
      | aclasta 5   | surveillance particulière |
      | cellcept 500 | accord de soins          |
      | androcur 50 | attestation               |
      | curacne 40  | carnet                    |

  @cerfa_12708
  Scénario: Un médicament d’exception dit son indication, et sur papier son formulaire
    Soit un homme de 50 ans sans allergie connue
    Et un téléservice indisponible
    Quand je prescris un médicament d’exception sans indication
    Alors l’alerte « Indication à écrire » s’affiche, d’après « fiche d’information thérapeutique »
    Et l’alerte « Formulaire exigé sur papier » s’affiche, d’après « cerfa 12708 »

  @CSS_R165-36
  Scénario: Un dispositif se prescrit pour douze mois au plus, renouvellements compris
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris le dispositif « bas qté 1 6m ar2 »
    Alors l’alerte « Durée limitée à douze mois » bloque, d’après « R165-36 »
    Quand je prescris le dispositif « bas qté 1 6m ar1 »
    Alors aucune alerte ne bloque

  @CSP_R5121-77
  Scénario: Une femme susceptible de procréer est prévenue, une femme enceinte protégée
    Soit une femme de 30 ans sans allergie connue
    Quand je prescris « depakine chrono 500 » : « 1-0-1 1m »
    Alors l’alerte « Femme susceptible de procréer » s’affiche, d’après « R5121-77 »
    Soit une femme enceinte de 30 ans sans allergie connue
    Quand je prescris « depakine chrono 500 » : « 1-0-1 1m »
    Alors l’alerte « Grossesse en cours » bloque, d’après « R5121-77 »

  @arrete_12-11-2019
  Plan du scénario: « Non substituable » ne vaut que dans ses trois cas
    Soit un enfant de <age> ans sans allergie connue
    Quand je prescris « <produit> » : « 1 matin 7j » non substituable « <mention> »
    Alors la mention est <verdict>

    Exemples:
      | age | produit       | mention | verdict     |
      | 5   | zocor 20      | EFG     | régulière   |
      | 6   | zocor 20      | EFG     | irrégulière |
      | 50  | levothyrox 75 | MTE     | régulière   |
      | 50  | zocor 20      | MTE     | irrégulière |
      | 50  | zocor 20      | CIF     | irrégulière |

  @CSP_R4073-2
  Scénario: Une ordonnance sur papier seul dit pourquoi
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « doliprane 1000 » : « 1-1-1 5j »
    Alors l’ordonnance ne se signe pas sans numéro ni motif d’exemption

  @CSP_R5132-3_2 @decret_2014-1359
  Scénario: La dénomination commune précède la marque
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « doliprane 1000 » : « 1-1-1 5j »
    Alors la ligne porte le titre « PARACÉTAMOL 1000 mg, comprimé (DOLIPRANE 1000 mg) »

  @LAP_interactions
  Scénario: Deux médicaments contre-indiqués demandent une réponse motivée
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « zocor 20 » : « 1 soir 3m »
    Et je prescris aussi « zeclar 500 » : « 1-0-1 7j »
    Alors l’alerte « Simvastatine et clarithromycine » bloque, d’après « ANSM »
    Et elle ne se maintient pas sans motif

  @LAP_allergies
  Scénario: Une allergie de classe arrête la prescription
    Soit un homme de 50 ans allergique à « pénicillines »
    Quand je prescris « clamoxyl 500 » : « 1-1-1 7j »
    Alors l’alerte « Allergie : pénicillines » bloque, d’après « Dossier du patient »

  @LAP_non_controle
  Scénario: Ce qui n’est pas contrôlé est dit
    Soit un homme de 50 ans aux allergies non renseignées
    Quand je prescris « doliprane 1000 » : « 1-1-1 5j »
    Alors « Allergies » et « Doses maximales et contre-indications par maladie » sont dits non contrôlés

  @CSP_R5132-3_2
  Scénario: Un médicament sans posologie ne se signe pas
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « doliprane 1000 » sans posologie
    Alors l’alerte « Posologie à écrire » bloque, d’après « R5132-3, 2° »

  @CSP_R5132-3_7
  Scénario: Le poids d’un enfant est rappelé quand il n’est pas connu
    Soit un enfant de 5 ans sans allergie connue
    Quand je prescris « doliprane 2,4 » : « 15 mg/kg 4/j 3j »
    Alors l’alerte « Poids de l’enfant à écrire » s’affiche, d’après « R5132-3, 7° »
    Soit un enfant de 5 ans pesant 18 kg
    Quand je prescris « doliprane 2,4 » : « 15 mg/kg 4/j 3j »
    Alors l’alerte « Poids de l’enfant à écrire » n’est pas dite

  @CSP_R5132-29
  Scénario: Tramadol et codéine s’écrivent aussi en toutes lettres
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris « contramal 50 » : « 1 3/j 7j »
    Alors la ligne s’imprime « une (1) gélule trois fois par jour pendant sept jours »

  @decret_2022-972
  Scénario: Une chirurgie programmée se mentionne avec ses deux dates
    Soit un homme de 50 ans sans allergie connue
    Quand je tape « 1 toutes les 72h 14j en une fois chir 12/06/2026 15/06/2026 » pour « durogesic 25 »
    Alors le pharmacien lira « Chirurgie programmée le 12/06/2026, sortie prévue le 15/06/2026 : à présenter du 09/06/2026 au 18/06/2026 (décret 2022-972) »

  @CSS_L162-4-2
  Scénario: La pharmacie choisie se tape avec la ligne
    Soit un homme de 50 ans sans allergie connue
    Quand je tape « 1 matin 28j pharmacie: des Tilleuls, Riom » pour « subutex 8 »
    Alors l’alerte « Pharmacie à désigner » n’est pas dite
    Et le pharmacien lira « Pharmacie choisie avec le patient : des Tilleuls, Riom »

  @CSS_R165-38
  Scénario: Un dispositif sans quantité ne se signe pas
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris le dispositif « bas de contention classe 2 12m »
    Alors l’alerte « Quantité à écrire » bloque, d’après « R165-38 »

  @CSS_R165-38
  Scénario: Le poids d’un enfant est rappelé pour un dispositif
    Soit un enfant de 5 ans sans allergie connue
    Quand je prescris le dispositif « chambre d’inhalation qté 1 »
    Alors l’alerte « Poids de l’enfant à écrire » s’affiche, d’après « R165-38 »

  @arrete_20-03-2012
  Plan du scénario: Un infirmier ne prescrit de dispositif que de la liste, pendant des actes prescrits
    Quand un infirmier prescrit « <dispositif> » <circonstance>
    Alors la signature est <reponse>

    Exemples:
      | dispositif              | circonstance                | reponse                                                   |
      | compresses stériles     | pendant des actes prescrits | permise sans un mot                                       |
      | compresses stériles     | sans acte prescrit          | refusée : « Aucune série d’actes infirmiers prescrite »   |
      | fauteuil roulant        | pendant des actes prescrits | refusée : « n’est pas dans la liste des infirmiers »      |
      | pansement hydrocolloïde | pendant des actes prescrits | permise : « Informez le médecin traitant »                |
      | bas de compression      | pendant des actes prescrits | permise : « renouvellement à l’identique seulement »      |

  @CSP_L4311-1 @CSP_L4151-4 @CSP_R5132-6 @CSP_L4322-1
  Plan du scénario: Chaque profession prescrit les médicaments de sa liste
    Quand la profession « <profession> » prescrit le médicament « <produit> »
    Alors la signature est <reponse>

    Exemples:
      | profession                       | produit         | reponse                                                 |
      | infirmier                        | doliprane 1000  | à justifier : « loi du 27 juin 2025 »                   |
      | infirmier                        | leeloo          | permise : « six mois au plus »                          |
      | infirmier en pratique avancée    | doliprane 1000  | permise : « concertation médicale »                     |
      | infirmier en pratique avancée    | zocor 20        | à justifier : « en pratique avancée »                   |
      | sage-femme                       | doliprane 1000  | permise sans un mot                                     |
      | sage-femme                       | ibuprofene 400  | permise : « Post-partum »                               |
      | sage-femme                       | zocor 20        | à justifier : « L’annexe 41-4 n’a été lue qu’en partie » |
      | chirurgien-dentiste              | amoxicilline 1  | permise : « art dentaire »                              |
      | pédicure-podologue               | zocor 20        | à justifier : « liste des pédicures-podologues »        |
      | pharmacien                       | zocor 20        | à justifier : « liste des pharmaciens »                 |
      | orthophoniste                    | doliprane 1000  | à justifier : « ne parle que de dispositifs »           |

  @arrete_09-01-2006 @arrete_30-07-2008 @arrete_31-03-2017 @CSP_L4341-1
  Plan du scénario: Chaque profession prescrit les dispositifs de sa liste
    Quand la profession « <profession> » prescrit le dispositif « <dispositif> »
    Alors la signature est <reponse>

    Exemples:
      | profession              | dispositif             | reponse                                                  |
      | masseur-kinésithérapeute | attelle de genou       | permise : « De série »                                   |
      | masseur-kinésithérapeute | lit médicalisé         | à justifier : « n’ont pas pu être lues »                 |
      | pédicure-podologue      | compresses stériles    | permise sans un mot                                      |
      | pédicure-podologue      | pansement hydrocolloïde | permise : « Patient diabétique »                         |
      | orthoptiste             | cache oculaire         | permise sans un mot                                      |
      | orthoptiste             | attelle de genou       | refusée : « n’est pas dans la liste des orthoptistes »   |
      | orthophoniste           | laryngophone           | permise sans un mot                                      |
      | orthophoniste           | canule trachéale       | permise : « Renouvellement d’une prescription médicale » |
      | sage-femme              | tire-lait              | permise sans un mot                                      |
      | sage-femme              | fauteuil roulant       | à justifier : « qu’en partie »                           |

  @CSP_L4151-4
  Plan du scénario: Un examen se demande selon la profession
    Quand la profession « <profession> » demande l’examen « nfs »
    Alors la signature est <reponse>

    Exemples:
      | profession  | reponse                                         |
      | sage-femme  | permise : « strictement nécessaires »           |
      | infirmier   | à justifier : « n’ont pas pu être lus »         |
      | orthoptiste | à justifier : « ne parle que de dispositifs »   |

  @arrete_20-03-2012
  Scénario: Le refus cite le texte et son article
    Quand la profession « infirmier » prescrit le dispositif « fauteuil roulant »
    Alors le texte cité est « CSP L4311-1 ; arrêté du 20 mars 2012, article 2 »

  @soins_par_genre
  Plan du scénario: Chaque genre de soins demande ce que son exécutant ne devine pas
    Soit un homme de 50 ans sans allergie connue
    Quand je prescris en « <genre> » : « <saisie> »
    Alors l’alerte « <alerte> » bloque, d’après « <source> »

    Exemples:
      | genre            | saisie                                | alerte                           | source      |
      | SOINS_INFIRMIERS | pansement talon gauche 1/j domicile   | Durée ou nombre d’actes à écrire | infirmier   |
      | IMAGERIE         | irm du genou gauche                   | Question à poser                 | radiologue  |
      | TRANSPORT        | ambulance de: domicile à: CHU         | Motif médical à écrire           | cerfa 11574 |
      | TRANSPORT        | ambulance à: CHU motif: dialyse       | Départ à écrire                  | cerfa 11574 |
      | TRANSPORT        | ambulance de: domicile motif: dialyse | Arrivée à écrire                 | cerfa 11574 |
