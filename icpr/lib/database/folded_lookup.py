"""The lookup `folded`: whether a column holds a text, whatever the capitals, accents, apostrophes, quotes and dashes.

The database folds the column as it reads it: nothing is stored beside it that could grow stale, no table is brought
into memory, and columns of related tables can be asked alike. It reads every row, as `icontains` does.

SQLite calls `fold` itself for texts that are not plain, and does the rest alone. PostgreSQL gets the same of its own
functions; its `lower` may know no letters but ASCII's, so those of other scripts are translated one by one.
"""

import re
import unicodedata

from django.db.models import CharField, Lookup, TextField

from icpr.lib.folding import fold

DASHES = "‐‑‒–—―−﹣－"
DOUBLE_QUOTES = "“”„‟«»″〝〞＂"
APOSTROPHES = "'‘’‚‛ʼʻ`´′＇"
SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r"
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
# As `translate` of PostgreSQL takes them: what has no counterpart is left out.
FROM_SIGNS = DASHES + DOUBLE_QUOTES + SPACES + APOSTROPHES + UNSEEN
TO_SIGNS = "-" * len(DASHES) + '"' * len(DOUBLE_QUOTES) + " " * len(SPACES)
SIGNS = str.maketrans(FROM_SIGNS[: len(TO_SIGNS)], TO_SIGNS, FROM_SIGNS[len(TO_SIGNS) :])
# Combining marks that `fold` drops: of Latin, Greek, Cyrillic, Hebrew and Arabic, and those for symbols.
MARKS = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u20d0-\u20dc]"
)
CAPITALS = {
    letter: folded
    for letter in map(chr, range(0x80, 0x590))
    if unicodedata.normalize("NFKD", letter) == letter and len(folded := letter.casefold()) == 1 and folded != letter
}
LONGEST = 500  # of a text asked for


def folded(text: str | None) -> str | None:
    """A text as it is compared: folded as for the public search, with one kind of dash and of quotation mark."""
    return None if text is None else fold(text.translate(SIGNS))


def register(connection, **_) -> None:
    """Give a connection to SQLite the function. For the signal `connection_created`."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("library_fold", 1, folded, deterministic=True)


@CharField.register_lookup
@TextField.register_lookup
class Folded(Lookup):
    lookup_name = "folded"
    prepare_rhs = False

    def get_db_prep_lookup(self, value, connection):
        text = re.sub(r"([\\%_])", r"\\\1", folded(str(value)[:LONGEST]))
        return "%s", [f"%{text}%"]

    def as_sqlite(self, compiler, connection):
        column, given = self.process_lhs(compiler, connection)
        _, asked = self.process_rhs(compiler, connection)
        # Plain is what LIKE folds by itself: ASCII (as many bytes as letters) without apostrophes. Most rows are.
        plain = f"length(CAST({column} AS BLOB)) = length({column})"
        plain += "".join(f" AND instr({column}, {sign}) = 0" for sign in ("''''", "'`'", "'  '"))
        like = "LIKE %s ESCAPE '\\'"
        sql = f"CASE WHEN {plain} THEN {column} {like} ELSE library_fold({column}) {like} END"
        return sql, [*given * 6, *asked, *given, *asked]

    def as_postgresql(self, compiler, connection):
        column, given = self.process_lhs(compiler, connection)
        _, asked = self.process_rhs(compiler, connection)
        sql = f"regexp_replace(normalize(translate({column}::text, %s, %s), NFKD), %s, '', 'g')"
        sql = f"regexp_replace(replace(lower(translate({sql}, %s, %s)), 'ß', 'ss'), ' +', ' ', 'g')"
        parameters = [FROM_SIGNS, TO_SIGNS, MARKS, "".join(CAPITALS), "".join(CAPITALS.values())]
        return f"{sql} LIKE %s", [*given, *parameters, *asked]
