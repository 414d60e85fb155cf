"""docs/registers.md describes every profile, and each has an example that it reads."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from deploy.launcher.host.paths import ROOT
from services.payments.statements.formats.parsing import parse
from services.payments.statements.formats.profiles import Profile, load_profiles

pytestmark = pytest.mark.req("S3")
EXAMPLES = ROOT / "docs" / "examples" / "registers"
PAGE = (ROOT / "docs" / "registers.md").read_text(encoding="utf-8")
PROFILES = load_profiles()


def example_of(profile: Profile) -> Path:
    """By its name, as the desk proposes the profile; exactly one."""
    [found] = [path for path in EXAMPLES.iterdir() if next(p for p in PROFILES if p.fits(path.name)) is profile]
    return found


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_a_profile_is_described_and_reads_its_example(profile: Profile) -> None:
    example = example_of(profile)
    rows = parse(example.read_bytes(), profile, date(2026, 11, 10)).rows
    assert len(rows) == 2 and all(row.kopecks for row in rows)
    assert f"| `{profile.name}` |" in PAGE and f"(examples/registers/{example.name})" in PAGE
    assert all(f"`{pattern}`" in PAGE for pattern in profile.files)


def test_the_layout_of_ones_own_is_one() -> None:
    own = Profile.model_validate(tomllib.loads(PAGE.partition("```toml\n")[2].partition("```")[0]))
    line = b"header\nA;1;05.11.2026;180111111;Ivanov;Kaluga;1 234,50;1,00;100;;;\n\xc8\xd2\xce\xc3\xce;1;1234,50;1,00\n"
    [row] = parse(line, own, date(2026, 11, 10)).rows
    assert (row.operation, row.kopecks, row.fee) == ("A:1", 123_450, 100)
