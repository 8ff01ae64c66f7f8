"""Plots as SVG that read well on a dark page and on a light one: no ground of their own, and a grey between the two."""

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

INK = "#7d8590"
OURS = "#e5a00d"
OTHERS = "#4f8fd6"
FLOOR = "#8b949e"

plt.rcParams.update(
    {
        "font.family": "sans-serif",
        "font.size": 11,
        # Letters stay letters, drawn in whatever the reader has.
        "svg.fonttype": "none",
        # The same run gives the same file.
        "svg.hashsalt": "plex-bench",
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
)


def save(plot, path):
    figure, axes = plt.subplots(figsize=plot.size)
    plot.draw(axes)
    figure.savefig(path, transparent=True, bbox_inches="tight", metadata={"Date": None, "Title": plot.caption})
    plt.close(figure)


def color(name):
    """What a client is drawn in."""
    if name in ("plex-api", "plex-api, unpacked"):
        return OURS
    return FLOOR if name in ("strict", "skip", "socket", "reqwest") else OTHERS


def bars(axes, values, text):
    """Lying bars on a scale of powers of ten, the first on top; `text` writes a value."""
    names = list(values)
    axes.barh(names, [values[name] for name in names], color=[color(name) for name in names], height=0.62)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(lambda value, _: text(value))
    axes.tick_params(axis="y", length=0)
    for place, name in enumerate(names):
        axes.annotate(
            text(values[name]), (values[name], place), xytext=(5, 0), textcoords="offset points", va="center"
        )
    axes.margins(x=0.15)
