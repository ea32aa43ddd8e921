"""Prints how well the rated queries are answered on each database; fails when that falls below the floor.

python -m tests.relevance                        # both databases
python -m tests.relevance --write-first-three    # also renews first_three.json, when both agree
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgresql
from tests.relevance.rated import DEPTH, FIRST, FIRST_THREE, Figures, Rated, figures, floor, queries

WORST = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__.partition("\n")[0])
    parser.add_argument("--write-first-three", action="store_true", help="renew the order that tests hold")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "icpr.settings"
    with tempfile.TemporaryDirectory(prefix="icpr-relevance-") as folder:
        found = {name: asked(name, Path(folder)) for name in ("SQLite", "PostgreSQL")}
    rated, trouble = queries(), []
    for name, (answers, titles) in found.items():
        judged = {query: figures(query, answers[query.text]) for query in rated}
        print(f"\n{name}\n{report(judged, answers, titles)}", flush=True)
        overall = Figures.mean(judged.values())
        trouble += [
            f"{name}: {measure} {got:.3f} is below the floor of {least:.3f}."
            for measure, got, least in zip(Figures._fields, overall, floor(), strict=True)
            if got < least
        ]
    one, other = (first_three(answers) for answers, _ in found.values())
    trouble += [
        f"“{text}”: {one[text]} on SQLite, {other[text]} on PostgreSQL." for text in one if one[text] != other[text]
    ]
    if options.write_first_three and one == other:
        lines = (f"{json.dumps(text)}: {json.dumps(numbers)}" for text, numbers in one.items())
        FIRST_THREE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print("\n" + "\n".join(trouble or ["At or above the floor, and the first three are the same on both databases."]))
    return bool(trouble)


def asked(name: str, folder: Path) -> tuple[dict[str, list[int]], dict[int, str]]:
    """The answers by text, and the titles by permanent number, from a scratch database of that name."""
    path, module = folder / f"{name}.json", "tests.relevance.asking"
    os.environ["VAR_DIR"] = str(folder)
    if name == "PostgreSQL":
        code = postgresql.run(module, str(path))
    else:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        code = subprocess.call([sys.executable, "-m", module, str(path)], env=environment)
    if code:
        sys.exit(code)
    told = json.loads(path.read_text())
    return told["answers"], {int(number): title for number, title in told["titles"].items()}


def first_three(answers: dict[str, list[int]]) -> dict[str, list[int]]:
    return {text: numbers[:FIRST] for text, numbers in answers.items()}


def report(judged: dict[Rated, Figures], answers: dict[str, list[int]], titles: dict[int, str]) -> str:
    """A table by type of query, then the queries answered worst with what came first instead."""
    types = dict.fromkeys(query.type for query in judged)
    rows = [(name, [f for query, f in judged.items() if query.type == name]) for name in types]
    lines = [f"{'':12}{'queries':>8}{f'nDCG@{DEPTH}':>10}{'MRR':>8}{f'success@{FIRST}':>11}{'unanswered':>12}"]
    for name, found in [*rows, ("all", list(judged.values()))]:
        mean = Figures.mean(found)
        unanswered = sum(not answers[query.text] for query in judged if name in (query.type, "all"))
        lines.append(f"{name:12}{len(found):8}{mean.ndcg:10.3f}{mean.mrr:8.3f}{mean.success:11.3f}{unanswered:12}")
    lines.append(f"The {WORST} worst by nDCG@{DEPTH}, with what came first")
    for query in sorted(judged, key=lambda query: judged[query].ndcg)[:WORST]:
        lines.append(f"  {judged[query].ndcg:.2f}  {query.text}")
        for number in answers[query.text][:FIRST]:
            lines.append(f"          grade {query.grades.get(number, 0)}  {number:4}  {titles[number]}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
