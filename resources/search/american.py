"""British spellings as American ones, so that "organisation" and "organization" are one word to the search.

By rule, not by a list of words: what the rules make of a word that is spelled so everywhere ("promise") is only another
name for it, the same for what is stored and what is asked.
"""

import re
from functools import reduce

# Words in -ise that are no verbs of -ize, by what stands before it: their other forms must stay with them.
NO_VERBS = (
    "adv|advert|appra|apr|br|bru|chast|circumc|compr|comprom|conc|cru|dem|desp|dev|disgu|enterpr|exc|exerc|expert|"
    "franch|gu|improv|inc|likew|merchand|no|otherw|parad|po|pra|prec|prem|prom|ra|rev|superv|surm|surpr|telev|treat|w"
)
OUR = (
    "arm|behavi|cand|clam|col|demean|endeav|fav|ferv|harb|hon|hum|lab|misdemean|neighb|od|parl|ranc|rig|rum|savi|sav|"
    "splend|tum|val|vap|vig"
)
TURNED = "(?:epi)?cent|(?:amphi)?theat|(?:centi|kilo|milli)?met|lit|fib|calib|sab|somb|spect|lust|meag"
DOUBLED = (
    "bevel|cancel|channel|counsel|dial|duel|fuel|funnel|initial|jewel|label|level|libel|marshal|marvel|model|panel|"
    "pencil|quarrel|rival|shovel|signal|total|travel|tunnel|unravel"
)
RULES = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"^((?:mal)?pract)is(e[drs]?|ing)", r"\1ic\2"),
        (rf"^(?!(?:{NO_VERBS})is)(\w{{3,}}[^aeiou])is(e[drs]?|ers|ing|able|ations?|ational)$", r"\1iz\2"),
        (r"yz(e[drs]?|ers|ing)$", r"ys\1"),
        (rf"^((?:mis|dis|un|re|well)?(?:{OUR}))our", r"\1or"),
        (rf"^((?:{TURNED}))re(?=s?$)", r"\1er"),
        (rf"^((?:{TURNED}))red$", r"\1ered"),
        (r"^(def|off|lic|pret)ence", r"\1ense"),
        (r"^(anal|catal|dial|epil|monol|prol)ogu(?:e(?=s?$)|(?=ed$|ing$))", r"\1og"),
        (rf"^((?:{DOUBLED}))l(ed|ing|ers?|ors?|ings)$", r"\1\2"),
        (r"^(distil|enrol|fulfil|instal|instil)(?=s?$|ments?$)", r"\1l"),
        (r"^(skil|wil)ful", r"\1lful"),
        (r"dgement(?=s?$)", "dgment"),
        (r"^program(?:me(?=s?$))", "program"),
        (r"^(an|orthop|p)ae(?=sthe|dic|dia)", r"\1e"),
        (r"^(ha|foe)e?(?=morrh|t(?:us|al))", lambda found: {"ha": "he", "foe": "fe"}[found[1]]),
        (r"^manoeuv(?:re|er)", "maneuver"),
        (r"^(gr)ey(?=s?$|ing$)", r"\1ay"),
        (r"^t(yre)(?=s?$)", "tire"),
        (r"^kerb", "curb"),
        (r"^gaol", "jail"),
        (r"^ageing$", "aging"),
        (r"^scept(?=ic)", "skept"),
        (r"^artefact", "artifact"),
        (r"^enquir", "inquir"),
        (r"^mould", "mold"),
        (r"^plough", "plow"),
    )
)

ANY = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in RULES))


def american(word: str) -> str:
    """A folded word in American spelling; most words are as they were."""
    if not ANY.search(word):
        return word
    return reduce(lambda spelled, rule: rule[0].sub(rule[1], spelled), RULES, word)
