"""Who the portal speaks for (M1.1): the shape of the file SUPPLIER_FILE that gateway, billing and notifications read.

The defaults are the supplier of the manual; the bank details are placeholders until the supplier gives real ones.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from contracts.bill import BankDetails, SupplierBlock
from contracts.branding import Colours

PLACEHOLDER_BANK = BankDetails(
    name="ПАО «Калужская сбытовая компания»",
    inn="4029030252",
    kpp="000000000",
    ogrn="1044004751746",
    settlement_account="00000000000000000000",
    bank_name="(банк поставщика)",
    bik="000000000",
    correspondent_account="00000000000000000000",
)


class Supplier(BaseModel):
    """Unknown keys are ignored, so that one file can serve releases that differ."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = "ПАО «Калужская сбытовая компания»"
    short_name: str = "Калужская сбытовая компания"
    inn: str = "4029030252"
    ogrn: str = "1044004751746"
    address: str = "248001, г. Калуга, переулок Суворова, 8"
    phone: str = "(4842) 701-801"
    email: str = "sekretary@ksk.kaluga.ru"
    site: str = "https://kskkaluga.ru"
    portal: str = "https://svet.kaluga.ru"
    support_phone: str = "(4842) 701-838"
    support_email: str = "support@ksk.kaluga.ru"
    support_hours: str = "с понедельника по пятницу с 8:00 до 17:00, перерыв с 12:00 до 13:00"
    policy_url: str = "https://kskkaluga.ru/page/klientam/politika_v_otnoshenii_obrabotki_personalnih_dannih"
    data_officer: str = "(кто отвечает за обработку персональных данных)"
    data_location: str = "(где на территории Российской Федерации находятся базы данных)"
    data_processors: str = "(кому поручена обработка данных, либо «никому»)"
    """What 152-ФЗ requires to be published (ст. 9 ч. 4, ст. 18 ч. 5, ст. 18.1): placeholders."""
    acquirer: str = "ПАО СБЕРБАНК"
    bank: BankDetails = PLACEHOLDER_BANK
    logo_file: str | None = None
    """A square SVG, PNG or WebP for the header of the pages; None shows the portal's own sign."""
    colours: Colours | None = None
    """None: those of the portal's stylesheet."""

    @property
    def block(self) -> SupplierBlock:
        """As a bill or a receipt prints it."""
        return SupplierBlock(
            bank=self.bank,
            address=self.address,
            phones=self.phone,
            email=self.email,
            site=self.site,
            portal=self.portal,
            support_phone=self.support_phone,
            support_hours=self.support_hours,
        )


def load_supplier(path: str | None) -> Supplier:
    """Returns the supplier of the file, or of the manual when there is none. Raises OSError and ValueError."""
    return Supplier.model_validate_json(Path(path).read_text(encoding="utf-8")) if path else Supplier()
