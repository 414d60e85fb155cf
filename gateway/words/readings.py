"""Words for how a reading reached the supplier."""

SOURCES = {
    "payment": "при оплате",
    "without_payment": "без оплаты",
    "control": "контрольные",
    "estimated": "расчётные",
    "imported": "загружены поставщиком",
}
