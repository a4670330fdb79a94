"""Passphrases of six Dutch words that are easy to read aloud, to type and to picture.

Each word is a compound of two nouns from a list of 256, as Dutch makes them all day (`lampfiets`): 16 bits a
word, 96 bits a passphrase. No two compounds are spelt alike, so nothing of that is lost in writing.
"""

from __future__ import annotations

import secrets
from typing import Final

WORDS: Final = 6

_NOUNS = """
aap aarde adelaar agent akker alarm amandel ananas anker antenne appel april arend auto avond
baard baby bakker balkon banaan bank beer beker berg bever bezem bijl blad bloem boek boot
borstel bos brief bril broer brood brug buik buurman cactus cadeau camera cavia cement cent chocola cirkel
citroen clown concert cursus dadel dag dak dans das deken deur dichter dief dier dijk dirigent
dolfijn donder dorp douche draak drop druif duif duin eend eenhoorn egel eiland ekster eland emmer
engel ezel fabriek familie fazant feest fiets film fles fluit fornuis foto framboos gans garage gebak
geit giraf gitaar glas goud gras griffel groente haai haan haard hagel hamer hand haring haven
hemel herder hert heuvel honing hoed hond huis iglo inkt insect jacht jas jongen juni juwelier
kaars kaas kachel kameel kano kapper kast kasteel kat kers ketel keuken kikker kip klok knoop
koffie kompas koning konijn kraan krant kreeft krul kussen kwast ladder lamp laurier leeuw lepel libel
linde lucht maan machine mango mantel markt matroos meer melk mier molen mond motor muis muziek
nacht nagel narcis neef nest neus noot notaris oceaan oever olifant olijf omelet oor orgel otter
oven paard paleis panda papier parel peer pinguin piraat plein poort poes radijs raket rapport raam
regen reiger rivier robot rok roos rugzak saffier schaap schip schoen sjaal slak sleutel sneeuw soep
spiegel ster stoel storm strand suiker tafel tandarts tapijt tempel thee tijger toren trein trommel tulp
uil vader varken veer viool vlinder voetbal vogel vuur wagen walvis wekker wolk wortel zebra zomer
"""

NOUNS: Final = tuple(_NOUNS.split())


def new_passphrase() -> str:
    """Six generated words with spaces between them, lower case, letters a to z only."""
    return " ".join(secrets.choice(NOUNS) + secrets.choice(NOUNS) for _ in range(WORDS))
