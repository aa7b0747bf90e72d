"""Contact details: room for a store that the web server can write and not read."""

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from community_voice.extensions import Base
from community_voice.store.columns import RandomKey


class ContactDetail(RandomKey, Base):
    """One sealed contact; `receipt_link` is a separately labelled HMAC of the receipt secret.

    It has no key to a response: the two are never joined.
    """

    __tablename__ = "contact_detail"

    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    receipt_link: Mapped[str | None] = mapped_column(String(64), unique=True)
