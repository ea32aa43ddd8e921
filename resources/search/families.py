"""Words of one family that have other stems: "applicant" is near to "apply", "disciplinary" to "discipline".

By rule, and only with words that the language lists hold. A rule may bring together what is no family ("office",
"officer"), so families make records near, never found.
"""

from functools import lru_cache

from icpr.lib.folding import fold
from resources.search import word_lists
from resources.search.word_lists import WordLists

SHORTEST = 4  # letters of what stands before an ending
LEAST = 1e-7  # share of the words written of one that is worth looking for
ENDINGS = (
    "",
    "e",
    "y",
    "s",
    "ing",
    "ed",
    "er",
    "or",
    "ee",
    "ant",
    "ent",
    "ance",
    "ence",
    "ancy",
    "ency",
    "ation",
    "ition",
    "ion",
    "ment",
    "ary",
    "al",
    "ial",
    "ical",
    "ic",
    "ity",
    "ive",
    "ship",
    "ist",
    "ism",
    "ous",
    "able",
    "ible",
    "acy",
    "ate",
    "ator",
    "ify",
    "ize",
    "ness",
    "ful",
)
# What stands before an ending is written so as well: "apply" and "application", "deny" and "denial".
CHANGES = (("y", "i"), ("y", "ic"), ("i", "y"), ("ic", "y"), ("d", "s"), ("s", "d"), ("t", "c"), ("c", "t"))


# Stems that families of different meanings share: "police" and "policy", "community" and "communicate".
SHARED = frozenset(
    """
    author centr commun comput consol contract custom depart desert divers exper fair form gener grand import intens
    leas libr milit miner minist mod mort nation nativ object offic oper organ part past person polic polit port posit
    premis press princip proper public rational reason relat resid respons reserv secret sever sign soci spec state
    stud subject univers vent viol vis
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=2_000)
def _of(word: str, state: WordLists) -> tuple[str, ...]:
    bases = {word[: len(word) - len(ending)] for ending in ENDINGS if word.endswith(ending)}
    bases = {base for base in bases if len(base) >= SHORTEST}
    bases |= {base.removesuffix(a) + b for base in bases for a, b in CHANGES if base.endswith(a)}
    bases = {base for base in bases if len(base) >= SHORTEST}
    if any(base.rstrip("e") in SHARED for base in bases):
        return ()
    found = {base + ending for base in bases for ending in ENDINGS} - {word}
    return tuple(sorted(one for one in found if state.languages[0].share(one) > LEAST))


def of(word: str) -> tuple[str, ...]:
    """The folded words of the family of a typed word, without itself; none without the word lists."""
    lists = word_lists.lists()
    return _of(fold(word), lists) if lists else ()
