"""`python -m tests.contract.freeze`: take today's contracts as released and write the golden examples anew.

Run it when a release is cut; between releases the compatibility test compares with what it wrote.
"""

import json
from pathlib import Path

from tests.contract.examples import example
from tests.contract.surface import EVENTS, schemas

HERE = Path(__file__).parent
SNAPSHOT = HERE / "released.json"
GOLDEN = HERE / "golden"


def main() -> None:
    SNAPSHOT.write_text(json.dumps(schemas(), ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for event in EVENTS:
        text = json.dumps(example(event.model_json_schema()), ensure_ascii=False, indent=2)
        (GOLDEN / f"{event.TYPE}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
