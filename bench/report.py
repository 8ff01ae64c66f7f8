"""What a kind of work has to say: rows for the table at the top, tables of its own, words and plots."""

from dataclasses import dataclass, field


@dataclass
class Row:
    """One line of the table that matters."""

    work: str
    target: str
    figure: str
    # None: there is no figure, or nothing to be met.
    met: bool | None = None


@dataclass
class Table:
    header: list[str]
    lines: list[list[str]]


@dataclass
class Plot:
    """A picture beside the page: `draw` gets matplotlib's axes."""

    name: str
    caption: str
    draw: callable
    size: tuple = (8, 3.2)


@dataclass
class Section:
    title: str
    # What was done, in a sentence or two.
    method: str
    rows: list[Row] = field(default_factory=list)
    # Strings (Markdown), tables and plots, in the order in which they are shown.
    parts: list = field(default_factory=list)
    # Names of files in bench/notes, without their ending, that are shown where something is not met.
    notes: list[str] = field(default_factory=list)

    @property
    def misses(self):
        return [row for row in self.rows if row.met is False]


def at_most(work, figure, limit, unit="", target=None):
    """A row that is met when the figure is not above the limit."""
    target = target or f"≤ {number(limit)}{unit}"
    return Row(work, target, "–" if figure is None else f"{number(figure)}{unit}", None if figure is None else figure <= limit)


def at_least(work, figure, limit, unit="", target=None):
    """A row that is met when the figure is not below the limit."""
    target = target or f"≥ {number(limit)}{unit}"
    return Row(work, target, "–" if figure is None else f"{number(figure)}{unit}", None if figure is None else figure >= limit)


def number(value):
    """Three figures that count, without an exponent."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.3g}" if abs(value) >= 0.1 else f"{value:.2g}"


def seconds(value):
    """A time in the unit that reads best."""
    for factor, unit in [(1, "s"), (1e-3, "ms"), (1e-6, "µs")]:
        if value >= factor:
            return f"{number(value / factor)} {unit}"
    return f"{number(value * 1e9)} ns"


def short(count):
    """A count with its thousands apart."""
    return f"{count:,}".replace(",", "\u202f")


def percent(value):
    return f"{value * 100:.0f} %" if value >= 0.1 else f"{value * 100:.1f} %"
