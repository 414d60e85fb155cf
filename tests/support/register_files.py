"""Registers as banks would send them, made of what a test wants in them."""

from base64 import b64encode

from contracts.registers import RegisterFile
from services.payments.models import Payment


def register_file(name: str, text: str, encoding: str) -> RegisterFile:
    return RegisterFile(file_name=name, content=b64encode(text.encode(encoding)).decode())


def branches(*operations: tuple[str, str, str], name: str = "sber1.txt", trailer: str | None = None) -> RegisterFile:
    """Operations are (number, account as written, rubles with a comma)."""
    lines = [
        f"05-11-2026;10-15-00;8608/0123;00123;{number};{account};Иванов И.И.;г. Калуга;1026;{rubles};{rubles};0,00"
        for number, account, rubles in operations
    ]
    total = sum(int(rubles.replace(",", "")) for _, _, rubles in operations)
    end = (
        trailer
        or f"={len(operations)};{total // 100},{total % 100:02d};{total // 100},{total % 100:02d};0,00;7;06-11-2026"
    )
    return register_file(name, "\r\n".join([*lines, end]), "cp1251")


def acquirer(day: str, *operations: tuple[str, Payment | str, int], name: str = "acquiring1.csv") -> RegisterFile:
    """Operations are (kind, order, kopecks); an order that is no payment is a number of nobody's."""
    lines, total = ["номер;дата;вид;заказ;заказ банка;сумма;комиссия"], 0
    for index, (kind, order, kopecks) in enumerate(operations, start=1):
        ours, bank = (order, "b-0") if isinstance(order, str) else (order.id, order.bank_order_id)
        lines.append(f"{name}-{index};{day};{kind};{ours};{bank};{_rubles(kopecks)};0,00")
        total += kopecks if kind == "Оплата" else -kopecks
    lines.append(f"Итого;{len(operations)};{'-' if total < 0 else ''}{_rubles(abs(total))};0,00")
    return register_file(name, "\n".join(lines), "utf-8")


def _rubles(kopecks: int) -> str:
    return f"{kopecks // 100},{kopecks % 100:02d}"
