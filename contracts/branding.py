"""The supplier's own colours on the pages; the gateway refuses combinations with too little contrast."""

from pydantic import BaseModel, ConfigDict, Field

HEX = r"^#[0-9a-fA-F]{6}$"


class Colours(BaseModel):
    """By role. White text stands on `brand` and `brand_deep`, dark text on `spark` and `tint`, light on `dark_tint`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    brand: str = Field(default="#0c5560", pattern=HEX)
    brand_deep: str = Field(default="#083d45", pattern=HEX)
    """Pressed and chosen elements on it."""
    spark: str = Field(default="#ffc74a", pattern=HEX)
    """The line under the header and the sign's own colour."""
    tint: str = Field(default="#e3f0f1", pattern=HEX)
    dark_tint: str = Field(default="#17353a", pattern=HEX)
