"""Pairing, tokens and the life of a tablet: one-time codes, no lock-out after a lost answer, no guessing."""

import json
import re
import stat
import uuid
from base64 import b64decode
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.models import CareHome, Device, DeviceToken, PairingCode, Role
from cms.tablet import keys, pairing
from cms.tests.tablet import API, PairedTablet, is_problem, make_home, new_code, person, record, statuses

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_has_guessed():
    cache.clear()


@pytest.fixture
def home():
    return make_home()


@pytest.fixture
def tablet(home):
    tablet = PairedTablet(home)
    assert tablet.pair().status_code == 201
    return tablet


def test_a_tablet_learns_its_home_by_code_only(home):
    answer = PairedTablet(home).pair()
    body = answer.json()
    assert (body["home"], body["languages"], body["channel"]) == ("home-41", ["hi", "en"], "stable")
    assert body["roots"] and body["limits"]["batch"] == 100 and "Trial" not in answer.content.decode()


def test_codes_and_tokens_are_stored_as_digests_only(home):
    code, tablet = new_code(home), PairedTablet(home)
    tablet.pair(code)
    stored = f"{list(PairingCode.objects.values())}{list(DeviceToken.objects.values())}"
    assert code not in stored and code.replace("-", "") not in stored and tablet.token not in stored


def test_a_code_is_taken_however_it_is_typed(home):
    assert PairedTablet(home).pair(f" {new_code(home).lower().replace('-', ' ')} ").status_code == 201


def test_a_code_works_once(home, tablet):
    code = new_code(home)
    assert PairedTablet(home).pair(code).status_code == 201
    assert is_problem(PairedTablet(home).pair(code), 403, "pairing-code-invalid")


def test_an_expired_code_looks_like_a_wrong_one(home):
    code = new_code(home)
    PairingCode.objects.update(expires_at=timezone.now())
    expired, wrong = PairedTablet(home).pair(code), PairedTablet(home).pair("ZZZZ-ZZZZ")
    assert is_problem(expired, 403, "pairing-code-invalid") and expired.content == wrong.content
    assert not Device.objects.exists() and not DeviceToken.objects.exists()


def test_a_closed_home_takes_no_tablet(home):
    code = new_code(home)
    CareHome.objects.update(is_open=False)
    assert is_problem(PairedTablet(home).pair(code), 403, "pairing-code-invalid")


def test_the_same_tablet_may_ask_again_when_the_answer_was_lost(home):
    code, tablet = new_code(home), PairedTablet(home)
    first, again = tablet.pair(code).json(), tablet.pair(code).json()
    assert first["device_id"] == again["device_id"] and first["token"] != again["token"]
    assert Device.objects.count() == 1
    PairingCode.objects.update(used_at=timezone.now() - timedelta(minutes=11))
    assert is_problem(tablet.pair(code), 403, "pairing-code-invalid")


def test_two_tablets_with_one_code_at_once_one_wins(home):
    new_code(home)
    code = PairingCode.objects.get()
    assert pairing.burn(code, "one") and not pairing.burn(code, "two") and pairing.burn(code, "one")


def test_five_wrong_codes_lock_the_address_and_no_other(home):
    for _ in range(5):
        assert is_problem(PairedTablet(home).pair("BBBB-BBBB"), 403, "pairing-code-invalid")
    locked = PairedTablet(home).pair(new_code(home))
    assert is_problem(locked, 429, "pairing-locked") and int(locked.headers["Retry-After"]) > 0
    assert PairedTablet(home).pair(REMOTE_ADDR="10.0.0.9").status_code == 201


def test_guessing_from_everywhere_is_locked_too(home):
    answers = [PairedTablet(home).pair("BBBB-BBBB", REMOTE_ADDR=f"10.0.{n // 250}.{n % 250}").status_code for n in range(220)]
    assert answers.count(403) == pairing.TRIES_OF_ALL and set(answers[200:]) == {429}


@pytest.mark.parametrize("data", [{}, {"code": "x" * 65, "install_id": str(uuid.uuid4())}, {"code": "B", "install_id": "CANARY"}, [], "x"])
def test_a_malformed_pairing_is_refused_without_an_echo(client, data, db):
    answer = client.post(f"{API}/pair", data, content_type="application/json")
    assert is_problem(answer, 400, "envelope-invalid") and b"CANARY" not in answer.content


def test_the_old_token_lives_until_the_new_one_is_used(tablet):
    old = tablet.token
    tablet.get("/device")
    new = tablet.post("/token", {}).json()["token"]
    assert tablet.get("/device").status_code == 200
    tablet.token = new
    assert tablet.get("/device").status_code == 200
    tablet.token = old
    assert is_problem(tablet.get("/device"), 401, "token-invalid")


def test_a_lost_rotation_locks_nobody_out(tablet):
    tablet.post("/token", {})
    tablet.post("/token", {})
    assert tablet.get("/device").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_a_token_that_was_tampered_with_opens_nothing(tablet, token):
    tablet.token = token or tablet.token[:-1] + ("A" if tablet.token[-1] != "A" else "B")
    for path in ("/device", "/pointer", "/results", f"/blobs/{'0' * 64}", f"/packs/{'0' * 64}?l=hi"):
        answer = tablet.get(path)
        assert is_problem(answer, 401, "token-invalid") and answer.headers["WWW-Authenticate"] == "Bearer"
    assert is_problem(tablet.send(record()), 401, "token-invalid")


def test_an_expired_token_asks_for_repair(tablet):
    DeviceToken.objects.update(made_at=timezone.now() - timedelta(days=2), expires_at=timezone.now() - timedelta(days=1))
    answer = tablet.get("/device")
    assert is_problem(answer, 401, "token-expired") and answer.headers["Device-State"] == "repair"


def test_a_blocked_tablet_may_do_nothing(tablet):
    Device.objects.update(state="blocked")
    assert is_problem(tablet.get("/pointer"), 401, "token-revoked")
    assert is_problem(tablet.send(record()), 401, "token-revoked")


def test_a_draining_tablet_may_only_send(tablet):
    Device.objects.update(state="drain")
    for path in ("/pointer", "/results", f"/blobs/{'0' * 64}"):
        assert is_problem(tablet.get(path), 403, "send-only")
    answer = tablet.send(record(kind="later", payload={}))
    assert statuses(answer) == ["quarantined"] and answer.headers["Device-State"] == "drain"


def test_a_closed_home_reads_no_more_but_loses_nothing(tablet):
    CareHome.objects.update(is_open=False)
    assert is_problem(tablet.get("/pointer"), 410, "home-closed")
    assert tablet.send().status_code == 200


def test_a_tablet_lets_go_only_when_everything_was_sent(tablet):
    assert is_problem(tablet.delete("/device?unsent=2"), 409, "unsent-expected")
    assert tablet.delete("/device?unsent=0").status_code == 204
    assert is_problem(tablet.get("/device"), 401, "token-invalid")
    assert tablet.pair().status_code == 201, "a new code brings it back"


def test_the_well_known_page_says_what_an_app_must_know(client):
    answer = client.get("/.well-known/tablet-api")
    assert answer.json()["versions"] == {"v1": "/api/tablet/v1/"} and "max-age=3600" in answer.headers["Cache-Control"]


def test_an_unknown_address_is_a_problem_not_a_page(client):
    assert is_problem(client.get("/api/tablet/v1/nothing"), 404, "address-unknown")
    assert is_problem(client.post("/api/tablet/v9/pair"), 404, "address-unknown")


def test_a_wrong_method_is_a_problem_too(client):
    answer = client.put(f"{API}/pair")
    assert is_problem(answer, 405, "method-not-allowed") and answer.headers["Allow"] == "POST"


def test_a_fault_of_ours_is_logged_without_what_was_sent(tablet, monkeypatch, caplog):
    def broken(**given):
        raise RuntimeError(str(given))

    monkeypatch.setattr("cms.tablet.records.receive", broken)
    answer = tablet.send(record(payload={"held_on": "CAN" + "ARY"}))
    assert is_problem(answer, 500, "server-error")
    assert "RuntimeError" in caplog.text and "CANARY" not in caplog.text


# Keys


@pytest.fixture
def own_keys(settings, tmp_path):
    settings.KEY_DIR = tmp_path / "keys"
    for known in (keys.signing_keys, keys.roots):
        known.cache_clear()
    yield settings.KEY_DIR
    for known in (keys.signing_keys, keys.roots):
        known.cache_clear()


def verified(envelope: dict, key: str) -> bool:
    payload = b64decode(envelope["payload"])
    signed = keys.pre_authentication(envelope["payloadType"], payload)
    for signature in envelope["signatures"]:
        try:
            Ed25519PublicKey.from_public_bytes(b64decode(key)).verify(b64decode(signature["sig"]), signed)
            return True
        except InvalidSignature:
            continue
    return False


def test_the_signing_key_is_readable_by_its_owner_only(own_keys):
    keys.signing_keys()
    assert [stat.S_IMODE(path.stat().st_mode) for path in own_keys.iterdir()] == [0o600]


def test_a_new_key_is_vouched_for_by_the_one_before(own_keys, client):
    before = json.loads(b64decode(keys.roots()[0]["payload"]))["key"]
    keys.rotate()
    first, second = client.get(f"{API}/keys").json()["roots"]
    new = json.loads(b64decode(second["payload"]))["key"]
    assert verified(second, before["ed25519"]) and verified(second, new["ed25519"]) and new != before
    assert not verified(first, new["ed25519"]), "negative control: the first root knows nothing of the second key"


# Who makes codes


def test_the_command_prints_a_code(home):
    from io import StringIO

    person(Role.ADMINISTRATOR)
    out = StringIO()
    call_command("pair_code", "home-41", stdout=out)
    assert re.fullmatch("[B-Z]{4}-[B-Z]{4}\n", out.getvalue()) and PairedTablet(home).pair(out.getvalue()).status_code == 201


def test_the_command_refuses_an_unknown_home(db):
    with pytest.raises(CommandError):
        call_command("pair_code", "nowhere")
