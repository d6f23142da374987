"""The order in which things come to the screen."""

import time

GAP_SECONDS = 0.03


def paint_this_first() -> None:
    """Let the browser paint what has been drawn so far before it gets the rest.

    Streamlit's page puts everything that arrives within some ten milliseconds into one rendering, so
    an answer sent together with pictures and controls appears only when all of those are laid out.
    With this gap it appears about a quarter earlier (`make bench`, classify_page), the rest 30 ms later.
    """
    time.sleep(GAP_SECONDS)
