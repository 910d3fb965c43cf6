"""What every model of hh.ru's answers is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict

HTML = "html"
Html = Annotated[str, HTML]  # a field that holds HTML: whoever shows it turns it into text


class Model(BaseModel):
    """Base of all models: immutable, unknown keys ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Named(Model):
    """An entry of a dictionary: an id and a name."""

    id: str
    name: str
