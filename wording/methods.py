"""How a month's kWh were found, by one name each wherever a page or a letter tells of it (ПП РФ 354, п. 42, 59-61)."""

METHODS = {
    "metered": "по показаниям",
    "control": "по контрольным показаниям",
    "average": "по среднему расходу",
    "norm": "по нормативу",
    "recalculated": "перерасчёт",
}
