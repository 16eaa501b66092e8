import pytest

from atgt.domain.errors import ParameterError
from atgt.ingestion.profile import ImportProfile


def test_profile_survives_being_saved():
    profile = ImportProfile(
        "Công an phường A",
        columns={"Số NN": "injured", "Mầu": "ignored"},
        templates={"date": "{D}/{M}/{Y}"},
        missing={"Giờ": ("99", "-1")},
        scales={"KM": 0.1},
        severity_words={"TNCN": "fatal", "NTr": "nghiem_trong"},
        date_order="mdy",
        money_unit_vnd=1_000_000,
        ignored_sheets=("Hướng dẫn",),
        notes=("Số liệu 6 tháng",),
    )

    saved = profile.to_dict()

    assert ImportProfile.from_dict(saved) == profile
    assert "delimiter" not in saved
    assert saved["missing"] == {"Giờ": ["99", "-1"]}


def test_one_note_may_be_plain_text():
    assert ImportProfile.from_dict({"name": "A", "notes": "một câu"}).notes == ("một câu",)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"columns": {}}, "name"),
        ({"name": "A", "colums": {}}, "colums"),
        ({"name": "A", "columns": {"Chết": "dead"}}, "dead"),
        ({"name": "A", "templates": {"dat": "{x}"}}, "dat"),
        ({"name": "A", "severity_words": {"x": "bad"}}, "bad"),
        ({"name": "A", "date_order": "dym"}, "date_order = dym"),
        ({"name": "A", "decimal": ";"}, "decimal = ;"),
    ],
)
def test_profile_with_unknown_words_is_refused_at_once(mapping, said):
    with pytest.raises(ParameterError, match=said):
        ImportProfile.from_dict(mapping)


def test_all_faults_of_a_profile_are_told_together():
    with pytest.raises(ParameterError, match=r"“colums”.*“dead”.*name"):
        ImportProfile.from_dict({"colums": {}, "columns": {"Chết": "dead"}})
