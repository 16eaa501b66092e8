"""The search of what a browser is sent finds a value in whatever it is wrapped: otherwise finding none says nothing."""

import base64
import datetime as dt
import gzip
import io
import json
import sqlite3
from html import escape
from urllib.parse import quote

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests import everything_sent

NAME = "Người Ẩn “B1” & con"
DAY = dt.date(2026, 2, 17)


def xlsx():
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append([NAME, DAY])
    book.save(buffer)
    return buffer.getvalue()


def geopackage():
    link = sqlite3.connect(":memory:")
    link.execute("CREATE TABLE accident (note TEXT)")
    link.execute("INSERT INTO accident VALUES (?)", (NAME,))
    return link.serialize()


def arrow():
    table, sink = pa.Table.from_pandas(pd.DataFrame({"a": [NAME], "day": [DAY]})), pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


WRAPPED = {
    "plain": NAME.encode(),
    "JSON": json.dumps({"a": NAME}).encode(),
    "JSON in JSON": json.dumps(json.dumps({"a": NAME})).encode(),
    "HTML": f"<p>{escape(NAME)}</p>".encode(),
    "address": f"/ho-so-vu?ten={quote(NAME)}".encode(),
    "gzip": gzip.compress(NAME.encode()),
    "picture": b'<img src="data:image/svg+xml;base64,'
    + base64.b64encode(f"<text>{escape(NAME)}</text>".encode())
    + b'">',
    "xlsx": xlsx(),
    "GeoPackage": geopackage(),
    "Arrow": arrow(),
}


@pytest.mark.parametrize("wrapping", WRAPPED)
def test_a_value_is_found_in_every_wrapping(wrapping):
    assert everything_sent.held(everything_sent.opened(WRAPPED[wrapping]), {"person_name": {NAME}}) != {}


@pytest.mark.parametrize("wrapping", WRAPPED)
def test_and_so_it_is_inside_a_frame(wrapping):
    frame = ForwardMsg()
    frame.delta.new_element.dataframe.arrow_data.data = WRAPPED[wrapping]

    assert everything_sent.held(everything_sent.frame_words(frame.SerializeToString()), {"person_name": {NAME}}) != {}


def test_days_of_tables_and_years_of_birth_are_found():
    days = {"day": {"17/02/2026"}}

    assert everything_sent.held(everything_sent.opened(arrow()), days) == days
    assert "birth_year" in everything_sent.held("<td>Năm sinh</td>: 1958", {})
    assert everything_sent.held("Năm 1958, sinh hoạt", days) == {}


def test_the_values_are_read_from_the_rows_as_received(sample_database, root):
    values = everything_sent.personal_values(sample_database, root)

    counts = {key: len(some) for key, some in values.items()}
    assert counts["person_name"] > 500
    assert counts["plates"] > 200
    assert counts["case_number"] > 500
    assert counts["day"] > 500
    assert counts["moment"] > 100
    assert counts["place"] > 100
