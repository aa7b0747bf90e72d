"""The staff's home, the accounts and the log."""

from flask import Blueprint, render_template

from community_voice.staff.access import staff_required

blueprint = Blueprint("staff", __name__, url_prefix="/staff")


@blueprint.get("/")
@staff_required
def home() -> str:
    """Show the staff's home."""
    return render_template("staff/home.html")
