"""The bill of materials names every library of an image with its version and the hashes of its files."""

import re

from deploy.libraries import locked
from deploy.materials import materials


def test_each_library_of_the_image_is_named_once() -> None:
    made = materials("service", "payments")
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.5")
    names = [component["name"] for component in made["components"]]
    assert (
        len(names) == len(set(names)) == len(re.findall(r"^[A-Za-z0-9]", locked("service", "payments"), re.MULTILINE))
    )
    nameko = next(component for component in made["components"] if component["name"] == "nameko")
    assert nameko["purl"] == "pkg:pypi/nameko@2.14.1"
    for component in made["components"]:
        assert component["hashes"], component["name"]
        assert all(re.fullmatch("[0-9a-f]{64}", one["content"]) for one in component["hashes"])
