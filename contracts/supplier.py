"""Who the portal speaks for (M1.1): the shape of the file SUPPLIER_FILE that gateway, billing and notifications read.

The defaults are the supplier of the manual; the bank details are placeholders until the supplier gives real ones.
Whoever reads the file stops at its start when a figure of a requisite is wrong.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts import requisites
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
INFORMATION = (
    "Снимайте показания счётчика каждый месяц и передавайте их по {day}-е число включительно: в Личном кабинете, "
    "при оплате или отрезным талоном (ПП РФ №\u00a0354, п.\u00a031,\u00a033).",
    "Если показания не переданы, объём определяется по среднемесячному расходу, но не более трёх месяцев подряд, затем "
    "по нормативу потребления (п.\u00a059,\u00a060).",
    "Если потребитель два раза не допустил проверяющих к счётчику в согласованное время и об этом составлен акт, объём "
    "определяется по нормативу с повышающим коэффициентом\u00a01,5 (п.\u00a059,\u00a060, 60(3), 85).",
    "При вмешательстве в работу счётчика, в том числе при повреждении пломб, плата доначисляется по нормативу с "
    "повышающим коэффициентом\u00a010 не более чем за три месяца; об этом составляется акт (п.\u00a062,\u00a081(11)).",
)
"""What п. 31 «з» wants to be said at least once a quarter; `{day}` is the last day for readings."""


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
    security_email: str | None = None
    """Whom to tell of a fault in the security (`/.well-known/security.txt`); None: the support."""
    support_hours: str = "с понедельника по пятницу с 8:00 до 17:00, перерыв с 12:00 до 13:00"
    policy_url: str = "https://kskkaluga.ru/page/klientam/politika_v_otnoshenii_obrabotki_personalnih_dannih"
    data_officer: str = "(кто отвечает за обработку персональных данных)"
    data_location: str = "(где на территории Российской Федерации находятся базы данных)"
    data_processors: str = "(кому поручена обработка данных, либо «никому»)"
    """What 152-ФЗ requires to be published (ст. 9 ч. 4, ст. 18 ч. 5, ст. 18.1): placeholders."""
    acquirer: str = "ПАО СБЕРБАНК"
    bank: BankDetails = PLACEHOLDER_BANK
    information: tuple[Annotated[str, Field(min_length=10, max_length=500)], ...] = Field(
        default=INFORMATION, min_length=1, max_length=8
    )
    """Paragraphs that bills print once a quarter (ПП 354, п. 31 «з»); `{day}` is the last day for readings."""
    logo_file: str | None = None
    """A square SVG, PNG or WebP for the header of the pages; None shows the portal's own sign."""
    colours: Colours | None = None
    """None: those of the portal's stylesheet."""

    @model_validator(mode="after")
    def _requisites_agree(self) -> Self:
        """A wrong figure sends every payment astray, so it stops the start; a placeholder does not."""
        wrong = [f"bank.{field}: {fault}" for field, fault in requisites.faults(self.bank)]
        wrong += [f"inn: {fault}" for fault in (requisites.inn_fault(self.inn),) if fault]
        wrong += [f"ogrn: {fault}" for fault in (requisites.ogrn_fault(self.ogrn),) if fault]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def placeholders(self) -> list[str]:
        """Requisites that the supplier has not given yet: bills cannot be paid by them."""
        return [f"bank.{field}" for field in requisites.placeholders(self.bank)]

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
            information=self.information,
        )


def load_supplier(path: str | None) -> Supplier:
    """Returns the supplier of the file, or of the manual when there is none. Raises OSError and ValueError."""
    return Supplier.model_validate_json(Path(path).read_text(encoding="utf-8")) if path else Supplier()
