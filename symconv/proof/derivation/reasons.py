"""Why a line follows from the line above: said in the margin, and told a reader who is to do it."""

GIVEN = "by what is given"
EMPTY = "a term whose conditions no index meets is zero"
GONE = "equal terms cancel"
COLLECTED = "collecting equal terms"
CANCELLED = "the denominator cancels"
PROVED = "by a step of the proof"
BY_RULE = {
    "count": "counting an interval",
    "split": "a sum is cut in two",
    "cases": "by cases",
    "sum_over": "in every term",
    "times": "times the same factor",
    "divide_free": "quotient and remainder are unique",
}
"""The reason that a rule of the kernel is, where it says nothing of its own."""

TOLD = {
    GIVEN: "use what is given",
    EMPTY: "leave out the terms whose conditions no index meets, which are zero",
    GONE: "cancel equal terms",
    COLLECTED: "collect equal terms",
    CANCELLED: "cancel the denominator",
    PROVED: "follow the steps of the proof",
    BY_RULE["count"]: "count an interval",
    BY_RULE["split"]: "cut a sum in two",
    BY_RULE["cases"]: "distinguish the cases",
    BY_RULE["sum_over"]: "do so in every term",
    BY_RULE["times"]: "multiply by the same factor",
    BY_RULE["divide_free"]: "use that quotient and remainder are unique",
}
"""What a reader is told to do, by reason."""
