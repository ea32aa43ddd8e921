"""Prints how well the rated queries are answered on each database; fails when that falls below the floor.

python -m tests.relevance                        # the 200 to tune on, with those answered worst
python -m tests.relevance --report               # the figures of the 100 to report on as well, and nothing else of them
python -m tests.relevance --write-first-three    # also renews first_three.json, when both databases agree
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests import postgresql
from tests.relevance.rated import (
    DEPTH,
    FIRST,
    FIRST_THREE,
    TEST,
    TUNE,
    Answer,
    Overall,
    Rated,
    answered_worst,
    fallen,
    first_three,
    overall,
    queries,
)

WORST = 12
HEADS = (f"nDCG@{DEPTH}", "MRR", f"success@{FIRST}", "wrong", "false", "in full", "nearest")
COLUMNS = "".join(f"{head:>11}" for head in HEADS)

Answers = Mapping[Rated, Answer]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.relevance", description=__doc__.partition("\n")[0])
    parser.add_argument("--report", action="store_true", help="print the figures of the test hundred as well")
    parser.add_argument("--write-first-three", action="store_true", help="renew the order that tests hold")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "icpr.settings"
    splits = [TUNE, TEST] if options.report else [TUNE]
    with tempfile.TemporaryDirectory(prefix="icpr-relevance-") as folder:
        told = {name: asked(name, Path(folder), splits) for name in ("SQLite", "PostgreSQL")}
    trouble = []
    for split in splits:
        found = {name: answers[split] for name, (answers, _) in told.items()}
        for name, answers in found.items():
            trouble += [
                f"{name}, {split}: {measure} {got:.3f} is worse than the floor."
                for measure, got in fallen(split, overall(answers)).items()
            ]
            print(f"\n{name}, {split}\n{report(answers, told[name][1]) if split == TUNE else table(answers, {})}")
        one, other = map(first_three, found.values())
        apart = [text for text in one if one[text] != other[text]]
        trouble += [f"{split}: {len(apart)} queries are answered in another order on PostgreSQL."] if apart else []
        if split == TUNE:
            trouble += [f"“{text}”: {one[text]} on SQLite, {other[text]} on PostgreSQL." for text in apart]
            if options.write_first_three and not apart:
                lines = (f"{json.dumps(text)}: {json.dumps(numbers)}" for text, numbers in one.items())
                FIRST_THREE.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print("\n" + "\n".join(trouble or ["No figure is worse than the floor, and both databases give the same order."]))
    return bool(trouble)


def asked(name: str, folder: Path, splits: list[str]) -> tuple[dict[str, Answers], dict[int, str]]:
    """The answers of each split, and the titles by permanent number, from a scratch database of that name."""
    path, module = folder / f"{name}.json", "tests.relevance.asking"
    os.environ["VAR_DIR"] = str(folder)
    if name == "PostgreSQL":
        code = postgresql.run(module, str(path), *splits)
    else:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        code = subprocess.call([sys.executable, "-m", module, str(path), *splits], env=environment)
    if code:
        sys.exit(code)
    told = json.loads(path.read_text())
    answers = {
        split: dict(zip(queries(split), (Answer(*answer) for answer in told["answers"][split]), strict=True))
        for split in splits
    }
    return answers, {int(number): title for number, title in told["titles"].items()}


def table(answers: Answers, parts: Mapping[str, Answers]) -> str:
    """A line of figures for each part, by its name, and one for all."""
    rows = [(name, len(part), overall(part)) for name, part in (*parts.items(), ("all", answers))]
    return "\n".join([f"{'':12}{'queries':>8}{COLUMNS}", *(line(*row) for row in rows)])


def line(name: str, count: int, figures: Overall) -> str:
    return f"{name:12}{count:8}" + "".join(f"{figure:11.3f}" for figure in figures)


def report(answers: Answers, titles: dict[int, str]) -> str:
    """A table by type of query, then the queries answered worst with what came first instead."""
    types = dict.fromkeys(query.type for query in answers)
    parts = {name: {query: answer for query, answer in answers.items() if query.type == name} for name in types}
    lines = [table(answers, parts), f"The {WORST} answered worst, with what came first"]
    for query in answered_worst(answers, WORST):
        answer = answers[query]
        kind = "results" if answer.found else "nearest"
        lines.append(f"  {query.type}, {len(answer.shown)} {kind}: {query.text}  {answer.corrected}")
        for number in answer.shown[:FIRST]:
            lines.append(f"          grade {query.grades.get(number, 0)}  {number:4}  {titles[number]}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
