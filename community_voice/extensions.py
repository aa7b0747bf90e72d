"""Objects that are bound to no app until `create_app` binds them."""

from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Named constraints: a migration can only change what it can name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base; its repr shows the key and never what a person said."""

    metadata = MetaData(naming_convention=NAMING)

    def __repr__(self) -> str:
        keys = [str(getattr(self, column.key or "")) for column in self.__mapper__.primary_key]
        return f"<{type(self).__name__} {' '.join(keys)}>"


db = SQLAlchemy(metadata=Base.metadata)
babel = Babel()
csrf = CSRFProtect()
