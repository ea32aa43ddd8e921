"""Requests to `/oai`, and what their answers say."""

from lxml import etree

OAI, DC, MODS = (
    "{http://www.openarchives.org/OAI/2.0/}",
    "{http://purl.org/dc/elements/1.1/}",
    "{http://www.loc.gov/mods/v3}",
)


def ask(client, **arguments):
    """The answer's element `OAI-PMH`. `from_` and `set_` stand for the arguments of that name."""
    return asked(client.get("/oai", {name.rstrip("_"): value for name, value in arguments.items()}))


def asked(response):
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return etree.fromstring(response.content)


def error(answer) -> str:
    """The code of the error; "" when there is none."""
    found = answer.findall(f"{OAI}error")
    return found[0].get("code") if found else ""


def texts(answer, name: str, space: str = OAI) -> list[str]:
    return [found.text for found in answer.iter(f"{space}{name}")]


def numbers(answer) -> list[int]:
    """Of the headers, in their order."""
    return [int(text[-6:]) for text in texts(answer, "identifier") if text.startswith("oai:library.test:")]


def deleted(answer) -> list[int]:
    headers = [header for header in answer.iter(f"{OAI}header") if header.get("status") == "deleted"]
    return [int(header.findtext(f"{OAI}identifier")[-6:]) for header in headers]


def token(answer) -> str:
    return answer.findtext(f".//{OAI}resumptionToken") or ""


def pages(client, **arguments):
    """The answers of one list, from its first to its last."""
    answer = ask(client, **arguments)
    yield answer
    while sent := token(answer):
        answer = ask(client, verb=arguments["verb"], resumptionToken=sent)
        yield answer
