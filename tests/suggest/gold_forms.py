"""Keywords and the forms that a researcher expects them to find, or not to find.

Written by hand for these tests before any result was looked at, from the words of cooperation between
organisations: verbs in speech's tenses, plurals, feminines, inclusive writing, capitals, typing without
accents, ligatures, hyphens, elisions.
"""

FOUND = """
décider décidé | décider décidons | décider décideraient | décider décidée | décider décidiez
coopérer coopère | coopérer coopèrent | coopérer coopérant | coopérer coopérerait | coopérer coopéré
mutualiser mutualisons | mutualiser mutualisées | mutualiser mutualise | mutualiser mutualisaient
partager partage | partager partageait | partager partageons | partager partagés | partager partagera
animer animait | animer animent | animer anime | animer animées
coordonner coordonnait | coordonner coordonne | coordonner coordonnées
porter porte | porter portent | porter portions | porter porté
prendre pris | prendre prennent | prendre prenait | prendre prendrait | prendre prise
tenir tient | tenir tenait | tenir tiendra | tenir tenues
faire fait | faire faisait | faire font | faire ferait
savoir su | savoir sait | savoir savaient | savoir saura
pouvoir peut | pouvoir peuvent | pouvoir pouvait | pouvoir pourrait
vouloir veut | vouloir voulu | vouloir voudrait
construire construit | construire construisait | construire construisent
choisir choisi | choisir choisissent | choisir choisies | choisir choisissait
réunir réunissait | réunir réunis | réunir réunissent
élargir élargi | élargir élargissons
restreindre restreint | restreindre restreignait
apprendre appris | apprendre apprenons | apprendre apprennent
écrire écrit | écrire écrivait | écrire écrivons
convenir convenu | convenir convient
soutenir soutenait | soutenir soutiennent
venir viennent | venir venus
mettre mis | mettre mettait | mettre mettons
voir vu | voir voient
payer paie | payer payés | payer payait
essayer essaie | essayer essayé
lancer lançait | lancer lançons
engager engageait | engager engagées
relancer relançait | relancer relancé
évoluer évolue | évoluer évoluaient
réguler régulait | réguler régulée
prévoir prévu | prévoir prévoyait
transmettre transmis | transmettre transmettait
débriefer débriefait | débriefer débriefé
coconstruire coconstruit | coconstruire coconstruisait
coporter coportons | coporter coportée
réorganiser réorganisait | réorganiser réorganisées
projet projets | réunion réunions | structure structures | statut statuts | bilan bilans | conflit conflits
décision décisions | mandat mandats | charte chartes | canal canaux | local locaux | travail travaux
enjeu enjeux | lieu lieux | réseau réseaux | jeu jeux | mail mails | agenda agendas | ressourcerie ressourceries
social sociaux | social sociale | social sociales | local locale | régional régionaux | collectif collective
collectif collectives | commun commune | commun communes | clair claire | flou floue | flou floues
financier financière | financier financières | associatif associative | nouveau nouvelle | nouveau nouveaux
long longue | gros grosse | public publique | bon bonnes | beau belle | actif actives | nombreux nombreuses
coordinateur coordinatrice | animateur animatrices | acteur actrices | directeur directrice
habitant habitante | habitant habitantes | adhérent adhérentes | élu élues | salarié salariées
bénévole bénévoles | citoyen citoyennes | technicien technicienne
habitant habitant·es | habitant habitant·e·s | citoyen citoyen.nes | citoyen citoyen·ne | élu élu·e·s
élu élu-e-s | élu élu.e.s | élu élu(e)s | adhérent adhérent-es | acteur acteur·rice·s
coordinateur coordinateur·trice | coordinatrice coordinateur·trice·s | salarié salarié.e.s
bénévole bénévole·s | tout tou·te·s | professionnel professionnel·les | directeur directeur/trice
évaluation ÉVALUATION | évaluation Evaluation | coopération COOPERATION | coopérer cooperent
réunion reunions | bénévole benevoles | décider decidé | œuvre oeuvres | œuvre Œuvre | cœur coeur
élan l'élan | écoute l’écoute | accord d'accord | évaluation auto-évaluation | porteur co-porteurs
président co-présidente | financement co-financements
bilans bilan | bonnes bonne | statuts statut | décisions décision | moyens moyen | communes commun
sociaux sociale | décidé décidés | retenu retenus | partagée partagées | insuffisants insuffisante
"""

# Same beginning or same look, another word.
NOT_FOUND = """
animateur animation | animation animateur | coopérer coopérative | coopération opération | vote voter
convention convenir | convention conventionnel | charte charter | décision décisif | projet projecteur
mandat mandarine | partage partager | bilan bilatéral | conflit conflictuel | local localité
long longueur | clair clairière | flou flouer
agenda agent | réseau réserve | statut statue | canal canaliser | structure structurer
financer finance | financement financer | ville village
accord accorder | écoute écouter | porte porter | gouvernance gouverner | règle régler
temps tempête | moyen moyenner | cadre cadrer
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """The (keyword, form) pairs of a block."""
    listed = [pair.split() for line in text.strip().splitlines() for pair in line.split("|")]
    return [(keyword, form) for keyword, form in listed]
