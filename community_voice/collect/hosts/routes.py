"""A host's home."""

from flask import Blueprint, render_template

from community_voice.staff.access import host_required, own_partner

blueprint = Blueprint("hosts", __name__, url_prefix="/host")


@blueprint.get("/")
@host_required
def home() -> str:
    """Show what a host can do, and what is waiting."""
    return render_template("host/home.html", partner=own_partner())
