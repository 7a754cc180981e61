"""Text messages go where the configuration says, or are refused with the reason."""

import json
import socket
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from brandcert.core import sms

NUMBER, TEXT = "+8613900001234", "验证码 123456"


class Gateway(HTTPServer):
    """A gateway that keeps what it was sent and answers as told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.taken: list[dict[str, Any]] = []
        self.status, self.answer = 200, "{}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sms/send?app=7"


class _Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append(
            {"path": self.path, "headers": dict(self.headers), "body": json.loads(body.decode())}
        )
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.answer.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base class
        pass


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    with Gateway() as server:
        settings.SMS_URL, settings.SMS_TOKEN = server.url, "s3cret"
        running = threading.Thread(target=server.serve_forever, args=(0.02,))
        running.start()
        yield server
        server.shutdown()
        running.join()


def test_gateway_receives_number_text_and_token_as_json(gateway: Gateway) -> None:
    sms.send(to=NUMBER, text=TEXT, reference="dispatch-7")
    (taken,) = gateway.taken
    assert taken["path"] == "/sms/send?app=7"
    assert taken["body"] == {"to": NUMBER, "text": TEXT, "reference": "dispatch-7"}
    assert taken["headers"]["Authorization"] == "Bearer s3cret"
    assert taken["headers"]["Content-Type"] == "application/json; charset=utf-8"


def test_refusal_of_the_gateway_is_the_reason_without_number_text_or_token(gateway: Gateway) -> None:
    gateway.status, gateway.answer = 402, f"no balance for {NUMBER} with s3cret: {TEXT}" + "x" * 9000
    with pytest.raises(sms.Undelivered, match=r"the gateway answered 402: no balance") as refused:
        sms.send(to=NUMBER, text=TEXT)
    said = str(refused.value)
    assert NUMBER not in said
    assert TEXT not in said
    assert "s3cret" not in said
    assert len(said) <= 200


def test_redirect_is_not_followed(gateway: Gateway) -> None:
    gateway.status = 302
    with pytest.raises(sms.Undelivered, match="302"):
        sms.send(to=NUMBER, text=TEXT)
    assert len(gateway.taken) == 1


def test_gateway_that_is_down_is_named(settings: Any) -> None:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        settings.SMS_URL = f"http://127.0.0.1:{place.getsockname()[1]}/"
        with pytest.raises(sms.Undelivered, match="could not be reached: ConnectionRefusedError"):
            sms.send(to=NUMBER, text=TEXT)


def test_gateway_that_never_answers_is_given_up(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms, "READ_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(sms.Undelivered, match="did not answer in time"):
            sms.send(to=NUMBER, text=TEXT)


def test_gateway_that_speaks_nonsense_is_named(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as babbling:
        settings.SMS_URL = f"http://127.0.0.1:{babbling.getsockname()[1]}/"

        def babble() -> None:
            connection, _address = babbling.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"what?\r\n\r\n")

        talking = threading.Thread(target=babble)
        talking.start()
        with pytest.raises(sms.Undelivered, match="BadStatusLine"):
            sms.send(to=NUMBER, text=TEXT)
        talking.join()


@pytest.mark.parametrize("url", ["", "ftp://gateway/", "http:///path", "http://gateway:99999/"])
def test_nothing_is_sent_without_a_usable_configuration(settings: Any, url: str) -> None:
    settings.SMS_URL = url
    with pytest.raises(sms.Undelivered, match="BRANDCERT_SMS_URL"):
        sms.send(to=NUMBER, text=TEXT)


def test_file_holds_the_text_for_the_owner_only(settings: Any, tmp_path: Path) -> None:
    settings.SMS_URL, settings.SMS_FILE_PATH = "file:", str(tmp_path / "sms")
    sms.send(to=NUMBER, text=TEXT)
    sms.send(to=NUMBER, text="second")
    written = sorted((tmp_path / "sms").iterdir())
    assert [json.loads(path.read_text("utf-8"))["text"] for path in written] == [TEXT, "second"]
    assert stat.S_IMODE(written[0].stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "sms").stat().st_mode) == 0o700


def test_console_prints_number_and_text(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.SMS_URL = "console:"
    sms.send(to=NUMBER, text=TEXT)
    assert capsys.readouterr().err == f"SMS {NUMBER}: {TEXT}\n"


def test_texts_are_offered_only_where_they_are_configured(settings: Any) -> None:
    settings.SMS_URL = ""
    assert not sms.is_offered()
    settings.SMS_URL = "console:"
    assert sms.is_offered()
