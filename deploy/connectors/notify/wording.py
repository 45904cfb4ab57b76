"""News as a text that anybody may read; pure."""

from deploy.connectors.notify.port import News
from deploy.model.discretion import discreet
from deploy.model.names import visible

LONGEST = 1000
"""A line is cut, so that nobody's screen is filled by one reason."""


def wording(news: News) -> str:
    """What, how it stands, who, why, where to look, and what to type."""
    told = (
        ("", news.title),
        ("", news.text),
        ("who: ", news.who),
        ("why: ", news.why),
        ("where: ", news.link),
        ("type: ", news.undo),
    )
    return "\n".join(f"{label}{fit(text)}" for label, text in told if text)


def fit(text: str) -> str:
    """One line without control characters, and without any secret that is known or looks like one."""
    return visible(discreet(text))[:LONGEST]
