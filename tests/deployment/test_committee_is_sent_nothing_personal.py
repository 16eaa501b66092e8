"""A committee member and an editor open every page over the dashboard's own protocol; every frame is searched."""

import re
import shutil
import socket
from urllib.parse import urlencode

import pytest
from sqlalchemy import text
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.storage.database import Database
from atgt.workflow import accounts

PASSWORD = "con mèo đen trèo rào"
PAGES = ("", "danh-sach", "so-theo-doi", "cuoc-hop", "xu-ly", "diem", "nguy-co", "thong-ke", "xuat", "can-cu")
NOT_HIS = ("nhap-du-lieu", "mang-duong", "quan-tri", "ho-so-vu")


@pytest.fixture(scope="module")
def office(serve, sample_file, tmp_path_factory, now):
    """(address, database) of a server with the sample ward and accounts."""
    folder = tmp_path_factory.mktemp("committee")
    shutil.copy(sample_file, folder / "ward.gpkg")
    database = Database.open(f"sqlite:///{folder / 'ward.gpkg'}")
    accounts.create_first_administrator(database, "quan.tri", "Quản trị", PASSWORD, now)
    accounts.add(database, Account("uy.vien", "Ủy viên", Role.VIEWER), PASSWORD, LOCAL_USER, now)
    accounts.add(database, Account("can.bo", "Cán bộ", Role.EDITOR), PASSWORD, LOCAL_USER, now)
    with serve(f"sqlite:///{folder / 'ward.gpkg'}", folder / "log") as base:
        yield base, database
    database.close()


def rows(database, query):
    with database.read() as session:
        return session.execute(text(query)).all()


@pytest.fixture(scope="module")
def personal(office):
    """Values of the sample that name somebody, and no road or place that everybody knows."""
    tables = ("road_segment", "junction", "landmark", "boundary", "spot")
    public = "".join(str(rows(office[1], f"SELECT * FROM {table}")) for table in tables)
    people = rows(office[1], "SELECT person_name, plates, phone, id_number, address, notes FROM accident_person")
    places = rows(office[1], "SELECT place FROM accident")
    values = {str(value).strip() for row in (*people, *places) for value in row if value}
    return {value for value in values if len(value) >= 6 and value not in public}


@pytest.fixture(scope="module")
def moments(office):
    """Day and hour of the accidents that have both, as the map writes them."""
    query = "SELECT occurred_on, occurred_at FROM accident WHERE occurred_at IS NOT NULL AND lon IS NOT NULL"
    return {f"{day[8:10]}/{day[5:7]}/{day[:4]}, {at[:5]}" for day, at in rows(office[1], query)}


def sent_to(visitor, name, pages):
    """Everything one person is sent: the frames of each page."""
    token = re.search(r'name="form" value="([^"]+)"', visitor.request("GET", "/dang-nhap")[2].decode())[1]
    body = urlencode({"form": token, "name": name, "password": PASSWORD})
    assert visitor.request("POST", "/dang-nhap", body=body)[0] == 303
    return b"\n".join(frame for page, query in pages for frame in frames(visitor, page, query))


def frames(visitor, page, query):
    """The raw frames of one run of one page."""
    cookies = "; ".join(f"{key}={value}" for key, value in visitor.cookies.items())
    link = connect(
        f"ws://{visitor.host}/_stcore/stream",
        sock=socket.create_connection((visitor.parts.hostname, visitor.parts.port)),
        additional_headers={"Cookie": cookies},
        subprotocols=["streamlit"],
        proxy=None,
        max_size=None,
        open_timeout=60,
    )
    with link:
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        link.send(asked.SerializeToString())
        while True:
            frame = link.recv(timeout=120)
            yield frame
            said = ForwardMsg()
            said.ParseFromString(frame)
            if said.WhichOneof("type") == "script_finished":
                return


def held(sent, values):
    """The values found in what was sent, as themselves or as JSON spells them."""
    return {value for value in values if value.encode() in sent or value.encode("ascii", "backslashreplace") in sent}


def test_a_member_is_sent_nothing_personal_and_an_editor_is(office, visitor, personal, moments):
    base, database = office
    case = rows(database, "SELECT accident_id FROM accident_person WHERE plates IS NOT NULL ORDER BY 1")[0][0]
    asked = [(page, "") for page in PAGES]
    assert len(personal) > 20
    assert len(moments) > 100

    member = sent_to(visitor(base), "uy.vien", [*asked, *((page, f"vu={case}") for page in NOT_HIS)])
    editor = sent_to(visitor(base), "can.bo", [("", ""), ("ho-so-vu", f"vu={case}")])

    assert "Sổ theo dõi".encode() in member
    assert held(member, personal) == set()
    assert held(member, moments) == set()
    assert len(held(editor, personal)) > 0
    assert len(held(editor, moments)) > 100
