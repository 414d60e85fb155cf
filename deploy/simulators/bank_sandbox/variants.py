"""How installations of the bank differ, each difference seen in public: one switch for each. The defaults are what the
newest evidence shows; README.md names the sources."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Answer = dict[str, Any]
DETAILS = ("currency", "date", "depositedDate")


class Variants(BaseModel):
    """The installation that the sandbox plays."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    deposited: Literal["net", "gross"] = "net"
    """depositedAmount after refunds: what is left, or what was taken once."""
    amounts: Literal["told", "absent", "null"] = "told"
    """paymentAmountInfo."""
    operations: Literal["keys", "no_keys", "refunds", "absent", "null"] = "keys"
    """operations[] with our externalRefundId or without it; `refunds`: only in refunds[] as older installations do. The
    classic REST has none of them unless a switch says so."""
    details: Literal["top", "card", "absent", "null"] = "top"
    """Where currency, date and depositedDate stand: `card` is the bank's own published example."""
    wrong_state: Literal["7", "5"] = "7"
    """errorCode of a refund, a reversal or a cancellation that the state of the order forbids."""

    def shaped(self, answer: Answer, *, classic: bool) -> Answer:
        """A status answer as this installation writes it."""
        self._sums(answer)
        self._details(answer)
        self._operations(answer, classic=classic)
        return answer

    def _sums(self, answer: Answer) -> None:
        sums = answer["paymentAmountInfo"]
        if self.deposited == "net":
            sums["depositedAmount"] -= sums["refundedAmount"]
        if self.amounts == "absent":
            del answer["paymentAmountInfo"]
        elif self.amounts == "null":
            answer["paymentAmountInfo"] = None

    def _details(self, answer: Answer) -> None:
        if self.details == "top":
            return
        told = {name: answer.pop(name) for name in DETAILS if name in answer}
        if self.details == "card" and "cardAuthInfo" in answer:
            answer["cardAuthInfo"] |= told
        elif self.details == "null":
            answer |= dict.fromkeys(told)

    def _operations(self, answer: Answer, *, classic: bool) -> None:
        operations = answer.pop("operations", [])
        if self.operations == "null":
            answer["operations"] = None
        elif self.operations == "refunds":
            answer["refunds"] = [line for line in operations if line["type"] == "REFUND"]
        elif self.operations == "no_keys":
            answer["operations"] = [_without_key(line) for line in operations]
        elif self.operations == "keys" and not classic:
            answer["operations"] = operations


def _without_key(line: Answer) -> Answer:
    return {name: value for name, value in line.items() if name != "externalRefundId"}


def read(pairs: list[str]) -> Variants:
    """From `name=value` of the command line. Raises ValueError that names what is wrong."""
    return Variants.model_validate(dict(pair.split("=", maxsplit=1) for pair in pairs))
