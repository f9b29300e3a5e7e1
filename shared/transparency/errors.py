"""Why something is not believed."""


class Malformed(ValueError):
    """Not written as its format says."""


class Unproven(Exception):
    """Well written, and still no proof: another tree, another key, or too few witnesses."""
