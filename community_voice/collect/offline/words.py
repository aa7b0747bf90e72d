"""What the scripts of the offline pages say, in the reader's language: they hold no words."""

from flask_babel import gettext as _


def common_words() -> dict[str, str]:
    """Return what every page's script may say."""
    return {
        "sending": _("Sending…"),
        "sent": _("Sent: {number}"),
        "sent_later": _("Not sent yet. This page tries again by itself."),
        "busy": _("Another tab is sending."),
        "offline": _("There is no network now."),
        "storage_refused": _(
            "This browser may delete what waits when the device is full. Send soon, or save it "
            "as a file."
        ),
        "full": _(
            "This device is full. What you wrote is still on this page. Free some space and try "
            "again."
        ),
        "reload": _("A newer version is open in another tab. Close the others and reload."),
        "unknown_problem": _("Something went wrong. Nothing is lost."),
    }


def shell_words() -> dict[str, str]:
    """Return what the page may say that lists what is kept."""
    return common_words() | {
        "waiting": _("Waiting to be sent: {number}"),
        "waiting_none": _("Nothing waits to be sent."),
        "kept_forms": _("Kept on this device."),
        "tick_one": _("Tick at least one first."),
        "not_kept": _("We could not keep it. Is there a network?"),
        "brought_in": _("New: {added}. Known already: {known}."),
        "not_ours": _("We could not read this file."),
        "refused": _("Not accepted: {message}"),
        "forgotten": _("The pages are gone from this device. What waits is still here."),
    }


def form_words() -> dict[str, str]:
    """Return what the kept form may say."""
    return common_words() | {
        "needed": _("This one question needs an answer before you can go on."),
        "not_answered": _("Not answered"),
        "not_stored_yet": _(
            "Not stored yet. Try this receipt from {date} on, once this device had a network."
        ),
        "stored": _("Your answers are stored."),
    }


def host_words() -> dict[str, str]:
    """Return what a host's pages may say."""
    return shell_words() | {
        "passphrase_new": _(
            "Choose a passphrase. It locks what you write on this device. Nobody can find it "
            "again for you."
        ),
        "locked": _("There is no network. Type your passphrase and it is kept on this device."),
        "passphrase_short": _("Use at least 8 characters."),
        "passphrase_differs": _("The two passphrases are not the same."),
        "passphrase_wrong": _("That is not the passphrase of this device."),
        "sign_in": _("Sign in to send."),
        "kept_here": _("Kept on this device."),
    }


def outcome_words(outcome: str) -> str:
    """Return what a device shows of what became of an entry."""
    said: dict[str, str] = {
        "stored": _("Your answers are stored."),
        "again": _("Your answers are stored."),
        "conflict": _("Other answers are stored under this number. People will look at both."),
        "kept": _("We keep this, and people will look at it."),
        "refused": _("We could not take this. It stays on your device."),
        "later": _("We cannot take this right now. It stays on your device."),
    }
    return said[outcome]
