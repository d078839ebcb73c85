"""Department systems over HTTP: they answer what is signed, and misbehave on command."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bancheng.demo_city.population.model import Family
from bancheng.exchange import signing
from demo.registry.faults import MODES
from demo.registry.server import Server, make_server


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = make_server(0, tmp_path_factory.mktemp("registry"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def _mended(registry: Server) -> Iterator[None]:
    yield
    registry.department.switchboard.set("*", "ok")


def family(registry: Server, number: int) -> Family:
    return registry.department.registry().people.families[number]


def send(
    registry: Server, path: str, body: dict[str, Any], *, key: bytes | None = None, **change: Any
) -> httpx.Response:
    """Send a signed message and check the signature of the answer."""
    host = f"127.0.0.1:{registry.server_address[1]}"
    content = json.dumps(body).encode()
    key = registry.department.key
    message = signing.Message(
        "POST", host, change.get("signed_path", path), change.get("signed_body", content)
    )
    sent = {"system": change.get("system", "bancheng"), "now": change.get("now", time.time())}
    headers = change.get("headers") or signing.sign(key, message, **sent)
    answer = httpx.post(f"http://{host}{path}", content=content, headers=headers, timeout=5)
    signing.verify_answer(
        answer.headers, key, nonce=signing.nonce_of(headers), status=answer.status_code, body=answer.content
    )
    return answer


def ask(registry: Server, path: str, **inputs: str) -> dict[str, Any]:
    answer = send(registry, f"/resources/{path}", {"inputs": inputs, "purpose": "test", "query_id": "q"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert found["found"] == bool(found["records"])
    return found


def test_the_population_register_knows_who_lives_here(registry: Server) -> None:
    mother = family(registry, 0).mother
    found = ask(registry, "population", id_number=mother.id_number)
    assert found["authority"] == "善美市公安局"
    assert found["records"][0]["name"] == "林小雨"
    assert found["records"][0]["household_region"] == "449902001"


def test_the_population_register_does_not_know_who_lives_in_another_province(registry: Server) -> None:
    father = family(registry, 3).father
    assert father is not None
    assert ask(registry, "population", id_number=father.id_number)["found"] is False


def test_the_marriage_register_names_the_spouse_from_both_sides(registry: Server) -> None:
    couple = family(registry, 0)
    assert couple.father is not None
    of_wife = ask(registry, "marriage", id_number=couple.mother.id_number)["records"][0]
    of_husband = ask(registry, "marriage", id_number=couple.father.id_number)["records"][0]
    assert of_wife["spouse_id_number"] == couple.father.id_number
    assert of_husband["spouse_id_number"] == couple.mother.id_number
    assert of_wife["certificate_number"] == of_husband["certificate_number"]


def test_unmarried_is_an_answer_and_not_knowing_is_another(registry: Server) -> None:
    assert ask(registry, "marriage", id_number=family(registry, 2).mother.id_number)["records"] == [
        {"married": False}
    ]
    assert ask(registry, "marriage", id_number=family(registry, 8).mother.id_number)["found"] is False


def test_two_registers_disagree_about_a_name(registry: Server) -> None:
    couple = family(registry, 4)
    assert couple.father is not None
    by_police = ask(registry, "population", id_number=couple.father.id_number)["records"][0]["name"]
    by_marriage = ask(registry, "marriage", id_number=couple.mother.id_number)["records"][0]["spouse_name"]
    assert (by_police, by_marriage) == ("郑玮", "郑卫")


def test_twins_are_two_records(registry: Server) -> None:
    records = ask(registry, "births", mother_id_number=family(registry, 1).mother.id_number)["records"]
    assert [record["order"] for record in records] == [1, 2]
    assert {record["plurality"] for record in records} == {2}
    assert {record["hospital_region"] for record in records} == {"449904001"}


def test_every_resource_answers_for_every_person(registry: Server) -> None:
    register = registry.department.registry()
    for person in register.people.citizens:
        for resource in register.resources.values():
            for record in resource.answer(dict.fromkeys(resource.inputs, person.id_number)).records:
                assert all(isinstance(value, str | bool | int) for value in record.values())


def test_nobody_is_found_under_a_number_that_nobody_has(registry: Server) -> None:
    assert ask(registry, "population", id_number="449902199001010000")["found"] is False


@pytest.mark.parametrize("body", [{}, {"inputs": {}}, {"inputs": {"id_number": 7}}, {"inputs": []}, []])
def test_a_question_without_its_inputs_is_a_bad_question(registry: Server, body: Any) -> None:
    assert send(registry, "/resources/population", body).status_code == 400


def test_a_resource_that_does_not_exist_is_not_there(registry: Server) -> None:
    assert send(registry, "/resources/weather", {"inputs": {}}).status_code == 404


BODY = {"inputs": {"id_number": "x"}}


def test_without_a_signature_nothing_is_answered(registry: Server) -> None:
    address = f"http://127.0.0.1:{registry.server_address[1]}/resources/population"
    assert httpx.post(address, json=BODY).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"signed_path": "/resources/marriage"},
        {"signed_body": b"{}"},
        {"system": "somebody-else"},
        {"now": time.time() - 3600},
    ],
)
def test_a_message_that_is_not_what_was_signed_is_refused(registry: Server, change: dict[str, Any]) -> None:
    assert send(registry, "/resources/population", BODY, **change).status_code == 401


def test_a_message_sent_twice_is_refused_the_second_time(registry: Server) -> None:
    host, path, content = (
        f"127.0.0.1:{registry.server_address[1]}",
        "/resources/population",
        json.dumps(BODY).encode(),
    )
    message = signing.Message("POST", host, path, content)
    headers = signing.sign(registry.department.key, message, system="bancheng", now=time.time())
    assert send(registry, path, BODY, headers=headers).status_code == 200
    assert send(registry, path, BODY, headers=headers).status_code == 401


def test_a_result_told_twice_is_received_once(registry: Server) -> None:
    told = {"system": "police", "kind": "issued", "reference": "r-1", "facts": {}}
    assert send(registry, "/notify", told).status_code == 202
    assert send(registry, "/notify", told).status_code == 202
    address = f"http://127.0.0.1:{registry.server_address[1]}/notified"
    assert [each["reference"] for each in httpx.get(address).json()["notified"]].count("r-1") == 1


def switch(
    registry: Server, mode: str, path: str = "population", seconds: float = 0.2, **headers: str
) -> int:
    address = f"http://127.0.0.1:{registry.server_address[1]}/admin/mode"
    return httpx.post(
        address, json={"path": path, "mode": mode, "seconds": seconds}, headers=headers
    ).status_code


def test_only_who_says_so_switches_and_only_to_modes_that_exist(registry: Server) -> None:
    assert switch(registry, "down") == 403
    assert switch(registry, "sleepy", **{"X-Demo-Admin": "1"}) == 400
    assert all(switch(registry, mode, **{"X-Demo-Admin": "1"}) == 200 for mode in MODES)


def test_one_department_breaks_while_the_others_go_on(registry: Server) -> None:
    registry.department.switchboard.set("population", "down")
    with pytest.raises(httpx.HTTPError):
        send(registry, "/resources/population", BODY)
    assert ask(registry, "marriage", id_number="x")["found"] is False


def test_each_fault_is_what_it_says(registry: Server) -> None:
    board = registry.department.switchboard
    board.set("population", "error")
    assert send(registry, "/resources/population", BODY).status_code == 500
    board.set("population", "half")
    with pytest.raises(json.JSONDecodeError):
        send(registry, "/resources/population", BODY).json()
    board.set("population", "wrong-schema")
    assert "records" not in send(registry, "/resources/population", BODY).json()
    board.set("population", "bad-signature")
    with pytest.raises(signing.Refused):
        send(registry, "/resources/population", BODY)
    board.set("population", "slow", 0.3)
    began = time.monotonic()
    assert send(registry, "/resources/population", BODY).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_births_move_with_the_demos_day(tmp_path: Path) -> None:
    from datetime import timedelta

    from bancheng.demo_city.population import calendar
    from demo.registry.server import Department, today

    department = Department(tmp_path, "http://127.0.0.1:1")
    mother = department.registry().people.families[0].mother.id_number
    before = department.registry().resources["births"].answer({"mother_id_number": mother}).records[0]
    calendar.refresh(tmp_path, today() + timedelta(days=100))
    after = department.registry().resources["births"].answer({"mother_id_number": mother}).records[0]
    assert before["born_on"] < after["born_on"]
    assert before["record_number"] == after["record_number"]
