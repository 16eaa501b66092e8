"""Who gets past the gate: pages, files and websockets, with and without accounts, here and from elsewhere."""

import datetime as dt
import re

import pytest

from atgt.domain.account import Account
from atgt.domain.actor import LOCAL_USER, Role
from atgt.gate import headers
from atgt.workflow import accounts, signing_in

PASSWORD = "con mèo đen trèo rào"
PAGES = ["/", "/ban-do", "/quan-tri"]
REST = ["/media/a.csv", "/webmap/map.js", "/_stcore/host-config", "/component/x/index.html", "/static/js/a.js",
        "/_stcore/upload_file/a/b", "/app/static/a.png"]  # fmt: skip


@pytest.fixture
def office(empty_database, now):
    accounts.create_first_administrator(empty_database, "quan.tri", "Quản trị viên", PASSWORD, now)
    accounts.add(empty_database, Account("can.bo", "Cán bộ", Role.EDITOR), PASSWORD, LOCAL_USER, now)
    return empty_database


@pytest.fixture
def signed_in(office, gate_on, browser_of):
    browser = browser_of(gate_on())
    assert browser.submit("/dang-nhap", name="can.bo", password=PASSWORD).status == 303
    return browser


# ── without accounts ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_computer_without_accounts_is_open_to_itself_only(gate_on, browser_of):
    gate = gate_on()

    assert browser_of(gate).get("/ban-do").status == 200
    assert browser_of(gate).open_socket(["hỏi"])[1]["text"] == "hỏi []"
    assert browser_of(gate, address="192.168.1.9").get("/ban-do").to == "/thiet-lap"
    behind_proxy = browser_of(gate, headers=[(b"x-forwarded-for", b"127.0.0.1")])
    assert behind_proxy.get("/ban-do").to == "/thiet-lap"
    assert behind_proxy.open_socket() == [{"type": "websocket.close", "code": 4401}]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", None])
def test_a_server_that_others_reach_is_closed_until_the_code_makes_an_administrator(
    gate_on, browser_of, capfd, address
):
    browser = browser_of(gate_on(address))
    code = re.search(r"([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})", capfd.readouterr().err)[1]
    fields = {"name": "quan.tri", "full_name": "Quản trị", "new": PASSWORD, "again": PASSWORD}

    assert browser.get("/").to == "/thiet-lap"
    assert browser.submit("/thiet-lap", code="AAAA-AAAA-AAAA", **fields).status == 401
    assert browser.submit("/thiet-lap", code=code, **fields | {"again": "khác"}).status == 400
    assert browser.submit("/thiet-lap", code=code.lower(), **fields).to == "/dang-nhap"
    assert browser.get("/thiet-lap").to == "/"  # once only
    assert browser.submit("/dang-nhap", name="quan.tri", password=PASSWORD).to == "/"
    assert browser.get("/").status == 200


# ── with accounts ───────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_session_pages_lead_to_the_sign_in_and_all_else_is_refused(office, gate_on, browser_of):
    browser = browser_of(gate_on())

    assert [browser.get(page).to for page in PAGES] == [
        "/dang-nhap",
        "/dang-nhap?toi=ban-do",
        "/dang-nhap?toi=quan-tri",
    ]
    assert {browser.get(path).status for path in REST} == {401}
    assert {browser.request("POST", path).status for path in [*PAGES, *REST]} == {401}
    assert browser.open_socket(["hỏi"]) == [{"type": "websocket.close", "code": 4401}]
    assert browser.get("/_stcore/health").text.startswith("inside")  # a monitor needs no account and learns nothing


def test_the_session_opens_everything_and_names_the_person_to_the_script(signed_in):
    for path in [*PAGES, *REST]:
        answer = signed_in.get(path)
        assert answer.status == 200
        assert "b'can.bo'" in answer.text
    assert "b'can.bo'" in signed_in.open_socket(["hỏi"])[1]["text"]


def test_a_client_cannot_say_who_it_is(signed_in, office, gate_on, browser_of):
    lie = [(b"x-atgt-account", b"quan.tri"), (b"X-ATGT-Session", b"0" * 32)]

    told = signed_in.get("/", headers=lie).text
    assert "quan.tri" not in told
    assert "b'can.bo'" in told
    assert browser_of(gate_on(), headers=lie).get("/").status == 303


def test_cookies_cannot_be_read_by_scripts_or_sent_by_other_sites(office, gate_on, browser_of):
    plain, encrypted = browser_of(gate_on()), browser_of(gate_on(), scheme="https")

    answers = [browser.submit("/dang-nhap", name="can.bo", password=PASSWORD) for browser in (plain, encrypted)]

    for answer in answers:
        (cookie,) = answer.set_cookies
        assert "httponly" in cookie.lower()
        assert "samesite=lax" in cookie.lower()
    assert ["secure" in answer.set_cookies[0].lower() for answer in answers] == [False, True]
    assert encrypted.get("/").headers["strict-transport-security"]


def test_a_form_from_another_site_is_refused(office, gate_on, browser_of):
    browser = browser_of(gate_on())
    token = re.search(r'name="form" value="([^"]+)"', browser.get("/dang-nhap").text)[1]
    good = {"form": token, "name": "can.bo", "password": PASSWORD}

    assert browser_of(browser.app).post("/dang-nhap", good).status == 403  # token without its cookie
    assert browser.post("/dang-nhap", {**good, "form": "x"}).status == 403
    browser.extra = [(b"origin", b"https://elsewhere.example")]
    assert browser.post("/dang-nhap", good).status == 403
    browser.extra = [(b"origin", b"http://testserver")]
    assert browser.post("/dang-nhap", good).status == 303


def test_the_way_on_after_signing_in_is_a_page_of_ours(office, gate_on, browser_of):
    for target, end in (("danh-sach", "/danh-sach"), ("//elsewhere.example", "/"), ("https://elsewhere.example", "/")):
        browser = browser_of(gate_on())
        assert browser.submit("/dang-nhap", name="can.bo", password=PASSWORD, target=target).to == end


def test_guessing_ends_in_429_with_the_same_words_for_every_name(office, gate_on, browser_of):
    browser = browser_of(gate_on())
    texts = {}
    for name in ("can.bo", "khong.co"):
        answers = [browser.submit("/dang-nhap", name=name, password="sai") for _ in range(6)]
        assert [answer.status for answer in answers] == [401] * 5 + [429]
        texts[name] = [re.search(r'role="alert">(.*?)</p>', answer.text)[1] for answer in answers]

    assert texts["can.bo"] == texts["khong.co"]


def test_signing_out_closes_the_open_socket_and_only_by_our_form(signed_in):
    heard = signed_in.open_socket(["một", "hai"], between=lambda: None)
    assert [message["type"] for message in heard] == ["websocket.accept", "websocket.send", "websocket.send"]
    left = dict(signed_in.cookies)

    def sign_out():
        assert signed_in.get("/dang-xuat").status == 200  # following a link signs nobody out
        assert signed_in.get("/").status == 200
        signed_in.submit("/dang-xuat")

    signing_in_again = signed_in.get("/")
    assert signing_in_again.status == 200
    sign_out()
    signed_in.cookies = left  # the old cookie is worth nothing
    assert signed_in.get("/").to == "/dang-nhap"


def test_a_session_that_ends_meanwhile_closes_its_socket(signed_in, office, now):
    def switch_off():
        accounts.deactivate(office, "can.bo", LOCAL_USER, now)

    import threading

    def elsewhere():
        thread = threading.Thread(target=switch_off)
        thread.start()
        thread.join()

    heard = signed_in.open_socket(["một"], between=elsewhere)

    assert heard == [{"type": "websocket.accept"}, {"type": "websocket.close", "code": 4401}]


def test_the_first_account_closes_the_sockets_of_the_single_user(gate_on, browser_of, empty_database, now):
    def first():
        accounts.create_first_administrator(empty_database, "quan.tri", "Quản trị viên", PASSWORD, now)

    heard = browser_of(gate_on()).open_socket(["một"], between=first)

    assert heard[-1] == {"type": "websocket.close", "code": 4401}


def test_an_idle_session_ends(signed_in, clock):
    clock.now += signing_in.SESSION_LIMITS.idle - dt.timedelta(minutes=1)
    assert signed_in.get("/").status == 200
    clock.now += signing_in.SESSION_LIMITS.idle

    assert signed_in.get("/").to == "/dang-nhap"
    assert signed_in.get("/media/a").status == 401


def test_a_start_password_leads_nowhere_but_to_its_change(office, gate_on, browser_of, now):
    made_up, browser = accounts.reset_password(office, "can.bo", LOCAL_USER, now), browser_of(gate_on())
    browser.submit("/dang-nhap", name="can.bo", password=made_up)

    assert browser.get("/ban-do").to == "/doi-mat-khau"
    assert browser.get("/media/a").status == 401
    assert browser.open_socket()[-1]["type"] == "websocket.close"
    new = "bốn từ chẳng liên quan"
    assert browser.submit("/doi-mat-khau", old=made_up, new=new, again="khác hẳn nhau").status == 400
    assert browser.submit("/doi-mat-khau", old=made_up, new=new, again=new).to == "/"
    assert browser.get("/ban-do").status == 200


def test_everything_works_below_a_base_path(office, gate_on, browser_of):
    browser = browser_of(gate_on(base_path="atgt"))

    assert browser.get("/atgt/ban-do").to == "/atgt/dang-nhap?toi=ban-do"
    assert browser.submit("/atgt/dang-nhap", name="can.bo", password=PASSWORD, target="ban-do").to == "/atgt/ban-do"
    assert browser.get("/atgt/ban-do").status == 200
    assert browser.get("/elsewhere/a").status == 200


def test_every_answer_carries_the_headers_and_own_pages_run_no_script(signed_in, office, gate_on, browser_of):
    inside, own = signed_in.get("/"), browser_of(gate_on()).get("/dang-nhap")

    for answer in (inside, own):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert (
            "object-src 'none'" in answer.headers["content-security-policy"]
            or "'none'" in answer.headers["content-security-policy"]
        )
    assert inside.headers["x-frame-options"] == "SAMEORIGIN"
    assert inside.headers["content-security-policy"] == headers.APP_POLICY
    assert own.headers["x-frame-options"] == "DENY"
    assert own.headers["cache-control"] == "no-store"
    assert "script" not in own.headers["content-security-policy"]
    assert "<script" not in own.text
    assert "://" not in own.text


def test_words_from_outside_are_escaped_and_large_or_odd_forms_refused(office, gate_on, browser_of):
    browser = browser_of(gate_on())

    shown = browser.submit("/dang-nhap", name='"><b>x', password="sai").text
    assert "<b>x" not in shown
    assert browser.post("/dang-nhap", {"form": "x" * 20_000}).status == 403
    assert browser.request("POST", "/dang-nhap", body=b"\xff\xfe").status == 403
    assert browser.request("PUT", "/dang-nhap").status == 200  # shows the form, does nothing


def test_a_database_that_cannot_be_read_is_told_and_lets_nobody_in(gate_on, browser_of, clock):
    from atgt.domain.errors import StorageError
    from atgt.domain.text import Text
    from atgt.gate.middleware import Gate

    def broken():
        raise StorageError(Text("Cơ sở dữ liệu hỏng.", "The database is damaged."))

    async def never(_scope, _receive, _send):
        raise AssertionError

    browser = browser_of(Gate(never, open_database=broken, address="127.0.0.1", clock=clock))
    answer = browser.get("/")
    assert answer.status == 503
    assert "hỏng" in answer.text
    assert browser.open_socket() == [{"type": "websocket.close", "code": 4401}]
