"""What the OpenAPI document and the page about the API say of it as a whole, in Markdown."""

INTRODUCTION = (
    "What the library holds, for programs: the same records, in the same order and number, as its pages show for the"
    " same query. It is for reading, needs no key and sets no cookie; scripts of any site may use it."
)
# Heading → text; "{limit}" stands for what this site takes.
RULES = {
    "Pages": "`next` is the address of the page after; it is null on the last. It carries the place behind the last"
    " record given and goes on there, whatever was published or deleted meanwhile. A record whose title or date is"
    " changed between two pages may stand elsewhere, and be met twice or not at all. By relevance the place is told by"
    " the last records given.",
    "Queries": "What of a query is not understood is left out and said in `notices`, as the pages do. `limit`,"
    " `cursor`, `fields`, `include` and moments have to be right: else the answer is 422, or 400 for a cursor that was"
    " not given for the query. Records of lists come without `body`, `documents` and `notes` unless these are asked"
    " for.",
    "Errors": "Errors are `application/problem+json` (RFC 9457), with what to do in `detail`. What was public and no"
    " longer is answers 410 with its last public facts. Methods other than GET, HEAD and OPTIONS answer 405.",
    "Asking again": "Answers carry an `ETag`. Sent back as `If-None-Match`, it is answered by 304 without a body while"
    " nothing has changed.",
    "Limits": "{limit} Beyond that the answer is 429, and `Retry-After` says for how many seconds. `limit` is 100 at"
    " most.",
    "Versions": "Fields may be added to version 1; none is renamed or taken away. A later version would have an address"
    " of its own.",
}
UNLIMITED = "This site sets no limit."
LIMITED = (
    "{most} requests a minute from one network, an IPv4 address or a /64 of IPv6. Processes of the server that share"
    " no cache count each for itself, so that more may pass."
)


def limit_said(most: int) -> str:
    return LIMITED.format(most=most) if most else UNLIMITED


def rules(most: int) -> dict[str, str]:
    """Heading → text, for a site that takes so many requests a minute; 0 for any number."""
    return {heading: text.replace("{limit}", limit_said(most)) for heading, text in RULES.items()}


def description(most: int) -> str:
    """All of it as one text."""
    return "\n\n".join([INTRODUCTION, *(f"**{heading}.** {text}" for heading, text in rules(most).items())])
