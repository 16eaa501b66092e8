"""Treated places for the map: every stage, works and measures by the catalogue, and nothing typed by hand."""

import datetime as dt
from dataclasses import replace

import pytest

from atgt.domain.actor import Actor, Role
from atgt.domain.remediation import MeasureState
from atgt.domain.review import SpotState
from atgt.domain.text import Language
from atgt.webmap import treatment_shapes
from atgt.webmap.treatment_shapes import TreatmentPoint
from atgt.workflow import remediation, treatments
from atgt.workflow.treatments import STAGES, Stage

S = SpotState
PATH = (S.UNDER_REVIEW, S.INSPECTED, S.PROPOSED, S.RECEIVED, S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP)


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        (PATH[:4], None),
        (PATH[:5], Stage.ONGOING),
        (PATH[:6], Stage.TREATED),
        (PATH, Stage.TREATED),
        ((*PATH, S.CLEARED), Stage.TREATED),
        ((*PATH, S.RECURRED), Stage.RECURRED),
        ((S.DISMISSED,), None),
    ],
)
def test_a_place_is_drawn_from_the_beginning_of_its_treatment(ward, states, stage):
    register_id = ward.first_entry()
    ward.bring_to(register_id, *states)

    found = treatments.treatments(ward.database)

    assert [(one.register_id, one.stage) for one in found] == ([] if stage is None else [(register_id, stage)])


def test_measures_are_named_by_the_catalogue_and_tell_acceptance(ward):
    register_id = ward.first_entry()
    ward.bring_to(register_id, *PATH[:5])
    day = dt.date(2026, 5, 10)
    works = remediation.new_measure(
        register_id, "median", description="nhà ông Nguyễn Văn A, 0905123456", owner_unit="ông B", note="CCCD 051090",
        state=MeasureState.DONE, started_on=day, finished_on=day,
    )  # fmt: skip
    works = remediation.save_measure(ward.database, works, ward.officer, ward.tick())
    cancelled = remediation.new_measure(register_id, "marking", state=MeasureState.CANCELLED)
    remediation.save_measure(ward.database, cancelled, ward.officer, ward.tick())

    (found,) = treatments.treatments(ward.database)

    assert [(one.state, one.finished_on, one.is_accepted) for one in found.measures] == [
        (MeasureState.DONE, day, False)
    ]
    assert found.works is None
    for words in ("Nguyễn Văn A", "0905123456", "ông B", "051090"):
        assert words not in repr(found)
    accepted = replace(works, accepted_on=day, acceptance_document="9/BB-NT")
    remediation.save_measure(ward.database, accepted, ward.officer, ward.tick())
    ward.bring_to(register_id, S.TREATED)
    (found,) = treatments.treatments(ward.database)
    assert found.works == (day, day)
    assert found.measures[0].is_accepted


def test_the_committee_sees_them_too(ward):
    register_id = ward.first_entry()
    ward.bring_to(register_id, *PATH[:5])

    seen = treatments.treatments(ward.database.seen_by(Actor("uy-vien", Role.VIEWER)))

    assert [one.register_id for one in seen] == [register_id]


def test_every_state_with_works_has_a_stage():
    assert set(STAGES) == {S.IN_TREATMENT, S.TREATED, S.FOLLOW_UP, S.CLEARED, S.RECURRED}


def point(**changes):
    from atgt.domain.text import Text

    values = {
        "register_id": "D-0001", "stage": "treated", "state": Text("Đã xử lý", "Treated"),
        "since": dt.date(2026, 5, 11), "name": Text("QL1 Km1092", "QL1 Km1092"),
        "measures": (Text("Dải phân cách – Đã hoàn thành", "Median – Done"),),
        "works": (dt.date(2026, 5, 1), dt.date(2026, 5, 10)), "lon": 108.95412345678, "lat": 14.8,
        "wkt": "LINESTRING (108.953 14.8, 108.955 14.8)",
    }  # fmt: skip
    return TreatmentPoint(**{**values, **changes})


def test_a_stretch_is_a_line_and_a_junction_only_a_sign():
    stretch, junction, one_position = treatment_shapes.payload(
        [point(), point(wkt="POINT (108.96 14.8)"), point(wkt="LINESTRING (108.95 14.8, 108.95 14.8)")]
    )

    assert stretch["line"] == [[14.8, 108.953], [14.8, 108.955]]
    assert (junction["line"], one_position["line"]) == (None, None)


def test_the_words_follow_the_language():
    (vi,), (en,) = (treatment_shapes.payload([point()], language=spoken) for spoken in Language)

    assert vi["facts"] == "D-0001 · Đã xử lý từ 11/05/2026"
    assert (en["stageName"], en["measures"]) == ("Treated", ["Median – Done"])
    assert vi["works"] == "Thi công 01/05/2026 – 10/05/2026"
