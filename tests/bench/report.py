"""The results as text: one table a database."""

# Most milliseconds of CPU for a request at 100,000 records, here and in the database server together.
TARGETS = {"list": 15, "search ranked": 60, "search by date": 60, "detail": 4}
WHOLE_LIST = "list, unfiltered"
SECOND_TIME = {"seen": 2, "304": 1.5}  # most times a bare answer of the same bytes, in CPU of the server
MOST_OF_LIST = 2.5  # times what that costs, for a search
HEADINGS = (
    "page",
    "median ms",
    "CPU ms",
    "of it in server",
    "growth",
    "usual / ours",
    "Datasette / ours",
    "of the list",
    "target",
    "kB",
    "asked",
)


def cpu(cost: dict) -> float:
    return cost["cpu"] + (cost["server_cpu"] or 0)


def table(small: dict | None, large: dict) -> str:
    """The pages at the larger number of records; growth is CPU against the smaller, where there is one."""
    lines = [HEADINGS]
    for label, cost in large["rows"].items():
        target = next((most for start, most in TARGETS.items() if label.startswith(start)), None)
        lines.append(
            (
                label,
                f"{cost['wall']:.1f}",
                f"{cpu(cost):.1f}",
                "" if cost["server_cpu"] is None else f"{cost['server_cpu']:.1f}",
                f"{cpu(cost) / cpu(small['rows'][label]):.1f}×" if small else "",
                *(_times(large[peer].get(label), cost) for peer in ("usual", "datasette")),
                _of_list(label, cpu(cost) / cpu(large["rows"][WHOLE_LIST])),
                f"≤ {target}{' ok' if cpu(cost) <= target else ' MISSED'}" if target else "",
                f"{cost['size'] / 1_000:.0f}",
                f"{cost['requests']}",
            )
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(text.rjust(width) for text, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def _times(peer: dict | None, ours: dict) -> str:
    return f"{cpu(peer) / cpu(ours):,.0f}×" if peer else ""


def _of_list(label: str, times: float) -> str:
    if not label.startswith("search"):
        return ""
    return f"{times:.1f}×{'' if times <= MOST_OF_LIST else ' MISSED'}"


def facts(result: dict) -> str:
    served, load = result["served"], result["load"]
    memory = "not told" if served["memory"] is None else f"{served['memory']:.0f} MB"
    lines = [
        f"load {load['wall']:.1f} s ({load['cpu']:.1f} s CPU here), index built in {result['index']:.2f} s,"
        f" memory of two workers {memory}",
        f"requests/s at 16 at once: list {served['same']:,.0f}, lists {served['different']:,.0f},"
        f" details {served['detail']:,.0f}, searches {served['search']:,.0f}; bare answer {served['bare']:,.0f}"
        f" ({served['bare'] / served['same']:.0f} × the list); the list once it was seen {served['seen']:,.0f}",
        _second_time(result["kept"]),
    ]
    return "\n".join(lines)


def _second_time(costs: dict[str, float]) -> str:
    """What the list costs the second time, beside the bare answer of its compressed bytes."""
    told = [f"CPU of the server for the list the second time: bare answer {costs['bare']:.3f} ms"]
    for name, most in SECOND_TIME.items():
        times = costs[name] / costs["bare"]
        told.append(f"{name} {costs[name]:.3f} ms, {times:.1f}× (≤ {most}{' ok' if times <= most else ' MISSED'})")
    return "; ".join(told)
