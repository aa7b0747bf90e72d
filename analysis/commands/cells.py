"""Cells that a spreadsheet shows as they are, and never runs as a formula."""

# OWASP ASVS 5.0, 1.2.10, and the full-width forms that some spreadsheets also take.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: object) -> object:
    """Return a text cell with a mark before what could be a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
