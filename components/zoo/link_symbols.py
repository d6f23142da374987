"""The 64 symbols by which a link says a place: one for each step along an axis."""

import string

SYMBOLS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
STEPS = len(SYMBOLS)
