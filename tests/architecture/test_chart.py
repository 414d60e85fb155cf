"""The Helm chart runs what the launcher and docker-compose.yml run, by values that its schema describes.

Rendering and validating need helm: `./cabinet verify-deploy`.
"""

import json
import re
from typing import Any

import jsonschema
import pytest
import yaml

from contracts.services import SERVICES
from deploy.development.chart import CHART, PAGE, page
from deploy.launcher.processes import STAGES, WORKERS

PROFILES = ("", "-demo", "-one-node", "-high-availability")
TEMPLATES = {path.name: path.read_text(encoding="utf-8") for path in (CHART / "templates").iterdir()}
SCHEMA: dict[str, Any] = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
LISTED: dict[str, Any] = yaml.safe_load(PAGE.read_text(encoding="utf-8"))


def values(profile: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load((CHART / f"values{profile}.yaml").read_text(encoding="utf-8"))
    for name, value in own.items():
        found[name] = {**found[name], **value} if isinstance(value, dict) else value
    return found


def test_the_list_of_processes_is_the_one_of_the_launcher_and_of_compose() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run ./cabinet docs"
    assert {row["name"] for row in LISTED["processes"]} == {one.name for one in (*WORKERS, *STAGES[-1])}


def test_tables_are_migrated_before_the_queues_are_declared() -> None:
    weights = {row["name"]: row["weight"] for row in LISTED["jobs"]}
    assert weights.keys() == {"topology"} | {f"{name}-migrations" for name in SERVICES}
    assert all(weights[f"{name}-migrations"] < weights["topology"] for name in SERVICES)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_is_what_the_schema_describes(profile: str) -> None:
    jsonschema.validate(values(profile), SCHEMA)


def test_the_schema_knows_every_value_and_refuses_others() -> None:
    assert SCHEMA["properties"].keys() - {"global"} == values("").keys()
    with pytest.raises(jsonschema.ValidationError, match="replica"):
        jsonschema.validate(values("") | {"replica": {}}, SCHEMA)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values("") | {"publicUrl": "lk.example.ru"}, SCHEMA)


def test_every_need_has_its_policy_and_every_setting_its_value() -> None:
    needs = {need for row in (*LISTED["processes"], *LISTED["jobs"]) for need in row["needs"]}
    for need in needs:
        assert f'"{need}" (list' in TEMPLATES["network.yaml"], need
    for name in {name for row in (*LISTED["processes"], *LISTED["jobs"]) for name in row["settings"]}:
        assert f'"{name}"' in TEMPLATES["_helpers.tpl"], name


def test_no_password_stands_in_the_chart() -> None:
    for name, text in TEMPLATES.items():
        assert not re.search(r"kind: Secret\b|stringData|password:", text), name
