"""Severity, routing, references and the taxonomy."""

from dataclasses import dataclass, replace
from itertools import pairwise, product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from backend.cases.queries.workflow_files import taxonomy
from backend.cases.rules import names
from backend.cases.rules.references import ALPHABET, new_reference, read_reference
from backend.cases.rules.routing import choose_handler
from backend.cases.rules.severity import Factors, severity
from backend.cases.rules.stages import Outcome, Stage
from backend.data_files import WORKFLOWS
from backend.systems.queries.sectors import sectors
from backend.triage.forms import FACTORS

#: Each factor from mild to grave; what is not known weighs as if it did not go on.
GRAVER: dict[str, tuple[tuple[str, ...], ...]] = {
    "harm": (("0",), ("1",), ("2",), ("3",), ("4",), ("5",)),
    "reversibility": (("easy", "hard"), ("none",)),
    "scale_people": (("1", "2-10", "11-100"), ("101-10000", ">10000")),
    "ongoing": (("no", "unknown"), ("yes",)),
    "vulnerability": (("none",), ("one", "several")),
}


def factors(values: dict[str, str]) -> Factors:
    return Factors(**(values | {"harm": int(values["harm"])}))


ALL = [dict(zip(FACTORS, values, strict=True)) for values in product(*FACTORS.values())]


@pytest.mark.parametrize("floor", ["S0", "S1", "S2", "S3", "S4", "S5"])
def test_severity_never_falls_below_its_floor_and_grows_with_every_factor(floor: str):
    assert len(ALL) == 6 * 3 * 5 * 3 * 3
    for values in ALL:
        level = severity(factors(values), floor)
        assert floor <= level <= "S5"
        for name, steps in GRAVER.items():
            for milder, graver in pairwise(steps):
                if values[name] in milder:
                    for value in graver:
                        assert severity(factors(values | {name: value}), floor) >= level


def test_severity_is_the_rule_of_the_taxonomy():
    calm = Factors(1, "easy", "1", "no", "none")
    assert severity(calm, "S0") == "S1"
    assert severity(replace(calm, reversibility="none"), "S0") == "S2"
    assert severity(replace(calm, ongoing="yes"), "S0") == "S1"
    assert severity(replace(calm, ongoing="yes", vulnerability="one"), "S0") == "S2"
    both = replace(calm, reversibility="none", ongoing="yes", vulnerability="one")
    assert severity(both, "S0") == "S2"
    assert severity(replace(both, scale_people="101-10000"), "S3") == "S5"


@dataclass(frozen=True)
class Known:
    id: UUID
    kind: str = "receiving_office"
    country: str = "TH"
    sectors: tuple[str, ...] = ()
    intake: bool = False
    languages: tuple[str, ...] = ()


KNOWN = st.builds(
    Known,
    id=st.integers(1, 6).map(lambda n: UUID(int=n)),
    kind=st.sampled_from(["receiving_office", "system_owner", "oversight_body"]),
    country=st.sampled_from(["TH", "ID"]),
    sectors=st.sampled_from([(), ("SE1",), ("SE2", "SE3")]),
    intake=st.booleans(),
)


@settings(deadline=None, max_examples=500)
@given(
    st.lists(KNOWN, max_size=6, unique_by=lambda o: o.id),
    st.sampled_from(["TH", "ID", "KH"]),
    st.integers(1, 6).map(lambda n: UUID(int=n)),
    st.sampled_from([None, "SE1", "SE2"]),
)
def test_no_complaint_goes_to_the_owner_of_its_system_nor_to_who_is_no_office(
    known: list[Known], country: str, owner: UUID, sector: str | None
):
    chosen = choose_handler(known, country=country, owner_id=owner, sector=sector)
    fitting = [o for o in known if o.kind == "receiving_office" and o.id != owner]
    if chosen:
        assert chosen in fitting
        assert chosen.country == country or chosen.intake
    else:
        assert not [o for o in fitting if o.intake or (o.country == country and not o.sectors)]


def test_of_offices_that_fit_alike_one_that_reads_the_language_is_chosen():
    first, second = Known(UUID(int=1)), Known(UUID(int=2), languages=("lo", "th"))
    asked = {"country": "TH", "owner_id": None, "sector": None}
    for language, chosen in (("lo", second), ("ta", first), ("", first)):
        assert choose_handler([first, second], language=language, **asked) is chosen
    elsewhere = Known(UUID(int=3), country="ID", languages=("ta",))
    assert choose_handler([first, elsewhere], language="ta", **asked) is first


def test_sector_goes_before_country_and_country_before_intake():
    health = Known(UUID(int=1), sectors=("SE2",))
    general = Known(UUID(int=2))
    intake = Known(UUID(int=3), country="ID", intake=True)
    offices = [intake, general, health]
    asked = {"country": "TH", "owner_id": None}
    assert choose_handler(offices, sector="SE2", **asked) is health
    assert choose_handler(offices, sector="SE1", **asked) is general
    assert choose_handler(offices, sector=None, country="KH", owner_id=None) is intake
    assert choose_handler([intake], sector=None, country="ID", owner_id=intake.id) is None


REFERENCES = st.builds(
    new_reference,
    st.sampled_from(["TH", "ID", "VN", "TL"]),
    st.integers(2026, 2099),
    st.binary(min_size=8, max_size=8),
)


@settings(deadline=None)
@given(REFERENCES)
def test_a_reference_is_read_back_however_it_is_typed(reference: str):
    assert read_reference(reference) == reference
    typed = reference.lower().replace("-", " ").replace("0", "o")
    assert read_reference(typed.replace("2o", "20", 1)) in {reference, None}
    assert read_reference(reference.replace("-", "")) == reference


@settings(deadline=None)
@given(REFERENCES, st.sampled_from([8, 9, 10, 11, 12, 14]), st.sampled_from(ALPHABET))
def test_one_wrong_sign_in_a_reference_shows(reference: str, place: int, sign: str):
    wrong = reference[:place] + sign + reference[place + 1 :]
    assert read_reference(wrong) == (reference if wrong == reference else None)


def test_nearly_every_swap_of_neighbours_in_a_reference_shows():
    swapped = set()
    for number in range(400):
        reference = new_reference("TH", 2026, (number * 7919).to_bytes(8, "big"))
        for place in range(8, 12):
            pair = reference[place : place + 2]
            swapped.add(reference[:place] + pair[::-1] + reference[place + 2 :])
        swapped.discard(reference)
    unseen = [reference for reference in swapped if read_reference(reference)]
    assert len(unseen) < len(swapped) / 100


@pytest.mark.parametrize("typed", ["", "x" * 500, "TH-2026", "TH-2026-7F3K2-9\x00", "๑๒๓", "💥"])
def test_what_is_no_reference_is_none(typed: str):
    assert read_reference(typed) is None


#: How many codes the taxonomy has of each letter; a code is never dropped or used again.
CODES = {
    "B": 13, "V": 10, "A": 9, "D": 10, "T": 6, "H": 5, "S": 7, "W": 6, "C": 9, "F": 4, "R": 3,
    "L": 4, "I": 3, "E": 1, "K": 5, "X": 2,
}  # fmt: skip


def test_the_taxonomy_is_complete():
    known = taxonomy()
    counted = dict.fromkeys(known.categories, 0)
    for subtype in known.subtypes.values():
        counted[subtype.category] += 1
        assert subtype.floor in names.SEVERITIES
    assert counted == CODES
    assert len(known.remedies) == 10 + 11
    assert list(known.lifecycle_stages) == [f"LC{n}" for n in range(1, 8)]
    assert [*sectors()] == [*(f"SE{n}" for n in range(1, 13)), "SE99"]
    assert len(known.referral_bodies) == 12
    assert len(known.root_causes) == 17


def test_every_code_has_a_name_that_people_read():
    known = taxonomy()
    assert set(known.root_causes) == set(names.ROOT_CAUSES)
    assert set(known.referral_bodies) == set(names.REFERRAL_BODIES)
    assert set(Stage) == set(names.STAGES) == set(names.COMPLAINANT_STAGES)
    assert set(Outcome) == set(names.OUTCOMES)
    for name, choices in FACTORS.items():
        assert tuple(names.FACTORS[name][1]) == choices


def test_the_choices_of_the_programme_are_those_of_the_file():
    data = YAML(typ="safe").load(Path(WORKFLOWS / "taxonomy.yaml").read_text(encoding="utf-8"))
    assert set(data["outcome"]) == set(Outcome)
    assert set(data["states"]) == set(Stage)
    for name in ("reversibility", "scale_people", "ongoing", "vulnerability"):
        assert tuple(data["severity"]["factors"][name]) == FACTORS[name]
