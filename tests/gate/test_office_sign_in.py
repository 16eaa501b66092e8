"""Signing in with the office's account: Streamlit's own routes behind the gate, and a real provider on 127.0.0.1."""

import base64
import datetime as dt
import hashlib
import json
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from itsdangerous import TimestampSigner
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.applications import Starlette
from starlette.routing import Mount
from streamlit.runtime.secrets import secrets_singleton
from streamlit.web.server.starlette.starlette_app import create_streamlit_middleware
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_auth_routes import create_auth_routes

from atgt.domain.account import Account, Outcome, SignInWay
from atgt.domain.actor import LOCAL_USER, Role
from atgt.gate import office_identity
from atgt.workflow import accounts

PASSWORD = "con mèo đen trèo rào"
ADDRESS = "can.bo@phuong.example"
REDIRECT = "http://127.0.0.1:8501/oauth2callback"
ROUTES = ("/auth/login", "/oauth2callback", "/auth/logout")
STATE, IDENTITY, SESSION = "_streamlit_session", "_streamlit_user", "atgt_session"


@pytest.fixture
def office(empty_database, now):
    accounts.create_first_administrator(empty_database, "quan.tri", "Quản trị viên", PASSWORD, now)
    person = Account("can.bo", "Cán bộ", Role.EDITOR, email="Can.Bo@Phuong.example")
    accounts.add(empty_database, person, PASSWORD, LOCAL_USER, now)
    return empty_database


@pytest.fixture
def section(identity_provider, monkeypatch):
    """``[auth]`` as Streamlit has read it; a test may change it."""
    auth = identity_provider.section(REDIRECT)
    monkeypatch.setattr(secrets_singleton, "_secrets", {"auth": auth})
    return auth


@pytest.fixture
def streamlit_app(inside):
    """``streamlit_app(base)``: Streamlit's own sign-in routes and middleware; all else says who came."""
    return lambda base="": Starlette(
        routes=[*create_auth_routes(base), Mount("/", inside)], middleware=create_streamlit_middleware()
    )


@pytest.fixture
def browser(section, office, gate_on, browser_of, streamlit_app):
    """A browser before a gate with a provider."""
    return browser_of(gate_on(app=streamlit_app(), office=office_identity.configured()))


def go_away(browser, path="/dang-nhap-co-quan"):
    """The address of the provider a browser is sent to."""
    begun = browser.get(path)
    assert begun.status == 303
    assert begun.to.startswith("/auth/login?provider=")
    away = browser.get(begun.to)
    assert away.status == 303, away.text
    return away.to


def come_back(browser, provider, person=ADDRESS, path="/dang-nhap-co-quan"):
    """What the callback is answered with when the provider has confirmed a person."""
    return browser.get(provider.confirm(go_away(browser, path), person))


def fault(answer):
    """The words of a page that refuses."""
    return re.search(r'role="alert">(.*?)</p>', answer.text)[1]


def attempts(database, now):
    return [(a.name, a.outcome, a.way) for a in accounts.page(database, LOCAL_USER, now).attempts]


# ── who comes in ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_person_of_the_office_comes_in_with_a_session_of_the_gate(browser, identity_provider, office, now):
    page = browser.get("/dang-nhap?toi=danh-sach")
    way = re.search(r'class="other" href="([^"]+)"', page.text)[1]
    assert "Đăng nhập bằng tài khoản cơ quan" in page.text

    entered = come_back(browser, identity_provider, path=way)

    assert (entered.status, entered.to) == (303, "/danh-sach")
    assert "b'can.bo'" in browser.get("/danh-sach").text
    assert "b'can.bo'" in browser.open_socket(["hỏi"])[1]["text"]
    assert attempts(office, now) == [("can.bo", Outcome.ACCEPTED, SignInWay.OFFICE)]
    (stored,) = accounts.page(office, LOCAL_USER, now).sessions
    assert (stored.name, stored.way) == ("can.bo", SignInWay.OFFICE)


def test_the_request_to_the_provider_asks_for_the_address_with_state_and_nonce(browser, identity_provider):
    away = urlsplit(go_away(browser))
    asked = {name: values[0] for name, values in parse_qs(away.query).items()}

    assert away.netloc == f"127.0.0.1:{identity_provider.port}"
    assert asked["redirect_uri"] == REDIRECT
    assert asked["response_type"] == "code"
    assert {"openid", "email"} <= set(asked["scope"].split())
    assert len(asked["state"]) > 16
    assert len(asked["nonce"]) > 16


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_cookies_are_for_no_script_no_other_site_and_no_longer_than_needed(browser, identity_provider, scheme):
    browser.scheme = scheme
    away = go_away(browser)
    entered = browser.get(identity_provider.confirm(away, ADDRESS))

    cookies = {line.partition("=")[0]: line.lower() for line in entered.set_cookies if "max-age=0" not in line.lower()}
    assert {SESSION, IDENTITY, "_streamlit_user_tokens", STATE} <= set(cookies)
    for line in cookies.values():
        assert "httponly" in line
        assert "samesite=lax" in line
        assert ("secure" in line) == (scheme == "https")
    for name in (IDENTITY, "_streamlit_user_tokens"):  # for the sign-out only, and gone with the browser
        assert "path=/auth/logout" in cookies[name]
        assert "max-age" not in cookies[name]
        assert "expires" not in cookies[name]


def test_capital_letters_do_not_matter_and_an_unsaid_verification_is_enough(browser, identity_provider):
    identity_provider.tell("an", email="CAN.BO@PHUONG.EXAMPLE")

    assert come_back(browser, identity_provider, "an").to == "/"


def test_a_person_about_whom_much_is_told_fits_into_several_cookies(browser, identity_provider):
    groups = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(80)]  # nothing that can be packed smaller
    identity_provider.tell("nhieu", email=ADDRESS, groups=groups)

    entered = come_back(browser, identity_provider, "nhieu")

    assert entered.to == "/"
    assert f"{IDENTITY}_2" in browser.cookies
    assert max(len(line.partition(";")[0]) for line in entered.set_cookies) <= 4096


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "nguoi.la@phuong.example"}, "nguoi.la@phuong.example chưa được cấp quyền"),
        ({"email": "<b>la</b>@phuong.example"}, "&lt;b&gt;la&lt;/b&gt;@phuong.example chưa được cấp quyền"),
        ({"email": "can.bo@phuong.example.xau.example"}, "chưa được cấp quyền"),
        ({"email": "\u00e7an.bo@phuong.example"}, "chưa được cấp quyền"),
        ({"email": "can.bo@phuong.e\u0445ample"}, "chưa được cấp quyền"),
        ({"email": ADDRESS, "email_verified": False}, "chưa được máy chủ đăng nhập của cơ quan xác minh"),
        ({"email": ADDRESS, "email_verified": "false"}, "chưa được máy chủ đăng nhập của cơ quan xác minh"),
        ({"name": "Cán bộ"}, "không cho biết địa chỉ thư điện tử"),
        ({"email": ""}, "không cho biết địa chỉ thư điện tử"),
    ],
)
def test_who_is_not_known_by_a_verified_address_is_told_so(browser, identity_provider, claims, words):
    identity_provider.tell("nguoi", **claims)

    refused = come_back(browser, identity_provider, "nguoi")

    assert refused.status == 403
    assert words in fault(refused)
    assert SESSION not in browser.cookies
    assert browser.get("/").to == "/dang-nhap"
    assert 'href="/dang-nhap-co-quan"' in refused.text
    assert 'href="/auth/logout"' in refused.text


def test_letters_that_become_alike_in_small_name_nobody_else(browser, identity_provider, office, now):
    accounts.add(office, Account("kim", "Kim", Role.VIEWER, email="kim@phuong.example"), PASSWORD, LOCAL_USER, now)
    identity_provider.tell("nguoi", email="\u212aim@phuong.example")  # the sign for kelvin; its small letter is k

    assert come_back(browser, identity_provider, "nguoi").status == 403


def test_an_account_that_is_switched_off_stays_out_and_nobody_is_created(browser, identity_provider, office, now):
    accounts.deactivate(office, "can.bo", LOCAL_USER, now)

    refused = come_back(browser, identity_provider)

    assert refused.status == 403
    assert "đã bị khóa" in fault(refused)
    assert come_back(browser, identity_provider, "la@phuong.example").status == 403
    assert {one.name for one in accounts.page(office, LOCAL_USER, now).accounts} == {"quan.tri", "can.bo"}
    assert attempts(office, now) == [
        (None, Outcome.REFUSED, SignInWay.OFFICE),
        ("can.bo", Outcome.REFUSED, SignInWay.OFFICE),
    ]


def test_who_is_locked_out_stays_so(browser, identity_provider, office, now):
    for _ in range(5):
        browser.submit("/dang-nhap", name="can.bo", password="sai")

    refused = come_back(browser, identity_provider)

    assert refused.status == 429
    assert "quá nhiều lần" in fault(refused)
    assert browser.get("/").to == "/dang-nhap"


def test_the_rules_of_sessions_hold(browser, identity_provider, office, clock, now):
    come_back(browser, identity_provider)
    clock.now += dt.timedelta(hours=2)
    assert browser.get("/danh-sach").to == "/dang-nhap?toi=danh-sach"  # idle; the cookies of Streamlit open nothing

    accounts.reset_password(office, "can.bo", LOCAL_USER, clock.now)
    come_back(browser, identity_provider)
    assert browser.get("/").to == "/doi-mat-khau"


def test_an_account_of_the_office_only_has_no_password(browser, identity_provider, office, now):
    person = Account("bien", "Biên", Role.VIEWER, email="bien@phuong.example")
    accounts.add_for_office(office, person, LOCAL_USER, now)

    assert browser.submit("/dang-nhap", name="bien", password="").status == 401
    assert come_back(browser, identity_provider, "bien@phuong.example").to == "/"
    assert "b'bien'" in browser.get("/").text


def test_another_person_in_the_same_browser_ends_the_session_before(browser, identity_provider, office, now):
    browser.submit("/dang-nhap", name="quan.tri", password=PASSWORD)
    before = dict(browser.cookies)

    assert come_back(browser, identity_provider).to == "/"

    assert "b'can.bo'" in browser.get("/").text
    browser.cookies = before
    assert browser.get("/").to == "/dang-nhap"


# ── who tries tricks ────────────────────────────────────────────────────────────────────────────────────────────


def test_no_cookie_of_streamlit_lets_anybody_in(browser, section):
    """Neither one that others signed nor a good one: only the callback begins a session."""
    told = json.dumps(
        {"email": ADDRESS, "is_logged_in": True, "provider": "default", "origin": "http://127.0.0.1:8501"}
    )

    for secret in ("another secret of thirty-two letters", section["cookie_secret"]):
        browser.cookies = {IDENTITY: create_signed_value(secret, IDENTITY, told).decode()}
        assert browser.get("/").to == "/dang-nhap"
        assert browser.get("/media/a").status == 401
        assert browser.open_socket() == [{"type": "websocket.close", "code": 4401}]
        answer = browser.get("/oauth2callback?code=x&state=y")
        assert answer.status == 400
        assert SESSION not in browser.cookies


def test_only_what_streamlit_has_just_signed_names_a_person(section, monkeypatch):
    identity = office_identity.configured()
    good = {"email": ADDRESS, "is_logged_in": True, "provider": "default", "origin": "http://127.0.0.1:8501"}

    def read(claims, secret=section["cookie_secret"], name=IDENTITY):
        return identity.person_in({IDENTITY: create_signed_value(secret, name, json.dumps(claims)).decode()})

    assert read(good) == office_identity.OfficePerson(ADDRESS, is_verified=True)
    assert read(good, secret="another secret of thirty-two letters") is None
    assert read(good, name="_streamlit_user_tokens") is None
    for wrong in ({"provider": "khac"}, {"origin": "http://elsewhere.example"}, {"is_logged_in": False}):
        assert read(good | wrong) is None
    assert read(["email"]) is None
    old, later = create_signed_value(section["cookie_secret"], IDENTITY, json.dumps(good)).decode(), time.time() + 120
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert identity.person_in({IDENTITY: old}) is None


def test_a_callback_works_once(browser, identity_provider):
    away = go_away(browser)
    waiting = dict(browser.cookies)
    back = identity_provider.confirm(away, ADDRESS)
    assert browser.get(back).to == "/"
    browser.cookies = {}

    assert browser.get(back).status == 400  # from the history, or in another browser
    browser.cookies = waiting  # somebody kept the cookies too: the provider takes no code twice
    again = browser.get(back)
    assert again.status == 400
    assert "không hoàn tất" in fault(again)
    assert SESSION not in browser.cookies


def test_a_callback_that_others_began_signs_nobody_in(browser, identity_provider, gate_on, browser_of, streamlit_app):
    """Somebody sends the address of his own callback: its reader must not work in his name."""
    away = go_away(browser)
    back = identity_provider.confirm(away, ADDRESS)
    reader = browser_of(browser.app)

    assert reader.get(back).status == 400
    go_away(reader)
    assert reader.get(back).status == 400
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert browser.get(back.replace(state, state[::-1])).status == 400
    assert browser.get(back.partition("&state")[0]).status == 400
    assert SESSION not in reader.cookies | browser.cookies


def test_an_answer_with_another_nonce_is_refused(browser, identity_provider, section):
    """As if the provider's answer were one it gave to somebody else's question."""
    away = go_away(browser)
    signer = TimestampSigner(section["cookie_secret"])
    kept = json.loads(base64.b64decode(signer.unsign(browser.cookies[STATE])))
    (key,) = kept
    nonce = kept[key]["data"]["nonce"]
    kept[key]["data"]["nonce"] = nonce[::-1]
    back = identity_provider.confirm(away, ADDRESS)
    browser.cookies[STATE] = signer.sign(base64.b64encode(json.dumps(kept).encode())).decode()

    assert browser.get(back).status == 400
    assert SESSION not in browser.cookies


def test_the_way_to_the_provider_cannot_be_forged_and_lasts_two_minutes(browser, section):
    def link(secret, seconds):
        claims = {"provider": "default", "exp": int(time.time()) + seconds}
        return "/auth/login?provider=" + jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))

    assert browser.get(link(section["cookie_secret"], 60)).to.startswith("http://127.0.0.1:")
    for wrong in (link(section["cookie_secret"], -1), link("another secret of thirty-two letters", 60), "/auth/login"):
        answer = browser.get(wrong)
        assert answer.status == 400
        assert answer.to is None


@pytest.mark.parametrize(
    "target",
    [
        "//elsewhere.example",
        "https:%2f%2felsewhere.example",
        "%2f%2felsewhere.example",
        "..%2f..",
        "a%0d%0aset-cookie:x",
    ],
)
def test_the_way_on_is_a_page_of_ours_whatever_the_link_says(browser, identity_provider, target):
    assert come_back(browser, identity_provider, path=f"/dang-nhap-co-quan?toi={target}").to == "/"

    browser.cookies = {}
    away = go_away(browser)
    browser.cookies["atgt_target"] = target
    back = identity_provider.confirm(away, ADDRESS)
    assert browser.get(f"{back}&next={target}&redirect_uri={target}").to == "/"


def test_a_foreign_host_name_changes_no_address(browser):
    browser.extra = [(b"x-forwarded-host", b"elsewhere.example"), (b"x-forwarded-proto", b"https")]

    assert parse_qs(urlsplit(go_away(browser)).query)["redirect_uri"] == [REDIRECT]


def test_only_the_three_routes_are_open_and_only_for_reading(browser):
    for path in (*ROUTES, "/dang-nhap-co-quan"):
        assert browser.request("POST", path).status == 401
    for path in ("/auth", "/auth/", "/auth/login/", "/auth/other", "/oauth2callback/x", "/_stcore/host-config"):
        assert browser.get(path).status in {303, 401}
        assert browser.get(path).to in {None, "/dang-nhap?toi=auth"}


def test_a_refusal_of_the_provider_is_told_without_its_words(browser, identity_provider):
    go_away(browser)

    refused = browser.get("/oauth2callback?error=access_denied&error_description=%3Cscript%3Ealert(1)%3C/script%3E")

    assert refused.status == 403
    assert "đã từ chối, hoặc bạn đã bấm hủy" in fault(refused)
    assert "script" not in refused.text


# ── the provider is down ────────────────────────────────────────────────────────────────────────────────────────


def test_without_the_provider_it_is_said_and_passwords_still_work(browser, section, identity_provider):
    back = identity_provider.confirm(go_away(browser), ADDRESS)
    section["server_metadata_url"] = "http://127.0.0.1:9/.well-known/openid-configuration"  # nobody listens there

    lost = browser.get(back)
    assert lost.status == 400
    assert "không hoàn tất" in fault(lost)
    away = browser.get(browser.get("/dang-nhap-co-quan").to)
    assert away.status == 502
    assert "Không kết nối được" in fault(away)
    assert browser.submit("/dang-nhap", name="can.bo", password=PASSWORD).to == "/"


def test_a_provider_that_answers_nonsense_is_out_of_reach(browser, section, identity_provider):
    section["server_metadata_url"] = f"{identity_provider.address}/userinfo"

    assert browser.get(browser.get("/dang-nhap-co-quan").to).status == 502


# ── going out ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_signing_out_ends_both(browser, identity_provider):
    come_back(browser, identity_provider)
    left = dict(browser.cookies)
    assert browser.get("/auth/logout").to == "/dang-xuat"  # following a link signs nobody out
    assert browser.get("/").status == 200

    leaving = browser.submit("/dang-xuat")
    assert leaving.status == 200
    assert 'http-equiv="refresh" content="0;url=/auth/logout"' in leaving.text
    out = browser.get("/auth/logout")

    asked = parse_qs(urlsplit(out.to).query)
    assert out.to.startswith(f"{identity_provider.address}/oauth2/end_session?")
    assert asked["client_id"] == ["atgt"]
    assert asked["post_logout_redirect_uri"] == [REDIRECT]
    assert asked["id_token_hint"]
    assert not {SESSION, IDENTITY, "_streamlit_user_tokens"} & set(browser.cookies)
    taken_back = [line for line in out.set_cookies if line.startswith(IDENTITY)]
    assert all("Path=/auth/logout" in line for line in taken_back)
    assert browser.get("/oauth2callback").to == "/dang-nhap"  # where the provider sends back to
    browser.cookies = left
    assert browser.get("/").to == "/dang-nhap"


def test_signing_out_works_while_the_provider_is_down(browser, section, identity_provider):
    come_back(browser, identity_provider)
    section["server_metadata_url"] = "http://127.0.0.1:9/.well-known/openid-configuration"

    assert browser.submit("/dang-xuat").status == 200
    assert browser.get("/auth/logout").to == "/"
    assert browser.get("/").to == "/dang-nhap"


def test_a_session_by_password_does_not_ask_the_provider_at_its_end(browser):
    browser.submit("/dang-nhap", name="can.bo", password=PASSWORD)

    assert browser.submit("/dang-xuat").to == "/dang-nhap"


# ── where it is not configured ──────────────────────────────────────────────────────────────────────────────────


def test_without_a_provider_all_answers_as_before_and_the_routes_are_closed(
    office, gate_on, browser_of, streamlit_app, monkeypatch
):
    monkeypatch.setattr(secrets_singleton, "_secrets", {})
    assert office_identity.configured() is None
    browser = browser_of(gate_on(app=streamlit_app(), office=None))

    assert "cơ quan" not in browser.get("/dang-nhap").text
    assert [browser.get(path).status for path in ROUTES] == [401, 303, 401]
    assert browser.get("/oauth2callback?code=a&state=b").to == "/dang-nhap?toi=oauth2callback"
    assert browser.get("/dang-nhap-co-quan").to == "/dang-nhap?toi=dang-nhap-co-quan"
    assert browser.submit("/dang-nhap", name="can.bo", password=PASSWORD).to == "/"
    assert [browser.get(path).status for path in ROUTES] == [404, 404, 404]
    assert browser.submit("/dang-xuat").to == "/dang-nhap"


def test_without_accounts_there_is_nobody_to_sign_in(section, gate_on, browser_of, streamlit_app):
    gate = gate_on(app=streamlit_app(), office=office_identity.configured())

    assert {browser_of(gate).get(path).status for path in ROUTES} == {404}
    elsewhere = browser_of(gate, address="192.168.1.9")
    assert [elsewhere.get(path).status for path in ROUTES] == [401, 303, 401]
    assert elsewhere.get("/dang-nhap-co-quan").to == "/thiet-lap"


def test_it_works_below_a_base_path(section, office, gate_on, browser_of, streamlit_app, identity_provider):
    from streamlit import config

    before = config.get_option("server.baseUrlPath")
    section["redirect_uri"] = "http://127.0.0.1:8501/atgt/oauth2callback"
    config.set_option("server.baseUrlPath", "atgt")
    try:
        app, identity = streamlit_app("atgt"), office_identity.configured("atgt")
        browser = browser_of(gate_on(app=app, office=identity, base_path="atgt"))
        begun = browser.get("/atgt/dang-nhap-co-quan?toi=danh-sach")
        entered = browser.get(identity_provider.confirm(browser.get(begun.to).to, ADDRESS))
    finally:
        config.set_option("server.baseUrlPath", before)

    assert entered.to == "/atgt/danh-sach"
    identity_cookies = [c for c in entered.set_cookies if c.startswith(IDENTITY) and "Max-Age=0" not in c]
    assert all("Path=/atgt/auth/logout" in line for line in identity_cookies)
    assert browser.get("/atgt/danh-sach").status == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cookie_secret": "ngắn"}, "cookie_secret phải có ít nhất 32 ký tự"),
        ({"redirect_uri": "https://atgt.phuong.example/"}, "redirect_uri phải là https://TÊN/oauth2callback"),
        ({"redirect_uri": "https://atgt.phuong.example/atgt/oauth2callback"}, "redirect_uri phải là"),
        ({"redirect_uri": "http://atgt.phuong.example/oauth2callback"}, "redirect_uri phải bắt đầu bằng https://"),
        ({"server_metadata_url": "http://id.tinh.example/x"}, "server_metadata_url phải bắt đầu bằng https://"),
        ({"server_metadata_url": "file:///etc/passwd"}, "server_metadata_url phải bắt đầu bằng https://"),
        ({"client_id": None}, "cần đúng một nhà cung cấp"),
        ({"client_id": None, "a": {"client_id": "x"}, "b": {"client_id": "y"}}, "cần đúng một nhà cung cấp"),
        ({"client_secret": None}, "client_secret"),
        ({"cookie_secret": None}, "cookie_secret"),
    ],
)
def test_a_section_that_would_not_be_safe_leaves_the_way_closed(section, change, words, capfd):
    for name, value in change.items():
        section.pop(name) if value is None else section.update({name: value})

    assert office_identity.configured_or_told() is None

    assert words in capfd.readouterr().err


def test_a_provider_with_a_name_is_found_too(section):
    named = {name: section.pop(name) for name in ("client_id", "client_secret", "server_metadata_url")}
    section["tinh"] = named

    assert office_identity.configured() == office_identity.OfficeIdentity("tinh")
