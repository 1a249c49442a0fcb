"""What is wrong with a page."""

import html5lib


def errors(html):
    """Return what the HTML standard's parser complains about, with line and column."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return [(place, kind) for place, kind, _ in parser.errors]
