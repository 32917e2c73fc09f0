"""Five wrong PINs lock a card, by whatever door they come and however many at once."""

import itertools
import xmlrpc.client

import pytest
import requests

from .client import TIMEOUT, Client, Refused, together

TRIES = 5
PIN, WRONG = "ular hijau 7", "000001"
CROWD = 20
ADULT = "1980-02-03"
numbers = itertools.count(1)


@pytest.fixture
def card(world):
    """An adult with a login, and a PIN of their own: the card number."""
    [membership] = world.memberships(1)
    [row] = world.admin.call("library.membership", "read", [membership], ["member_id"])
    member = row["member_id"][0]
    world.admin.call("library.member", "write", [member], {"birth_date": ADULT})
    form = world.create("library.portal.open", {"membership_ids": [(6, 0, [membership])]})
    world.admin.call("library.portal.open", "action_start", [form])
    assert world.admin.call("library.portal.open", "make_slips", [form], False)["file"]
    fields = ["card_number", "user_id"]
    [person] = world.admin.call("library.member", "read", [member], fields)
    world.admin.call("res.users", "write", [person["user_id"][0]], {"password": PIN})
    return person["card_number"]


def answer(world, card, pin):
    """Try to log in as a browser does; return what is answered."""
    try:
        Client(world.url, world.database, card, pin)
    except Refused as refusal:
        return str(refusal)
    return "in"


def tries(world, card):
    rows = world.sql("SELECT tries FROM library_login_try WHERE login = %s", card)
    return rows[0][0] if rows else 0


def test_of_twenty_at_once_five_are_judged(world, card):
    wrong = answer(world, "A999999999", WRONG)
    answers = together([lambda: answer(world, card, WRONG)] * CROWD)
    assert answers.count(wrong) <= TRIES
    assert len(set(answers)) == 2, "wrong, or locked"
    assert tries(world, card) == TRIES
    assert answer(world, card, PIN) != "in"


def test_a_number_nobody_has_is_counted_too(world):
    card = f"A88{next(numbers):07d}"
    answers = together([lambda: answer(world, card, WRONG)] * CROWD)
    assert tries(world, card) == TRIES
    assert len(set(answers)) == 2


def by_json(world, card):
    return answer(world, card, WRONG)


def by_program(world, card):
    common = xmlrpc.client.ServerProxy(f"{world.url}/xmlrpc/2/common")
    assert not common.authenticate(world.database, card, WRONG, {})


def by_old_program(world, card):
    call = {"service": "common", "method": "login", "args": [world.database, card, WRONG]}
    body = {"jsonrpc": "2.0", "params": call}
    assert not requests.post(f"{world.url}/jsonrpc", json=body, timeout=TIMEOUT).json()["result"]


def by_object(world, card):
    [[user]] = world.sql("SELECT id FROM res_users WHERE login = %s", card)
    objects = xmlrpc.client.ServerProxy(f"{world.url}/xmlrpc/2/object")
    with pytest.raises(xmlrpc.client.Fault):
        objects.execute_kw(world.database, user, WRONG, "library.member", "search", [[]])


def by_page(world, card):
    session = requests.Session()
    page = session.get(f"{world.url}/library/login?db={world.database}", timeout=TIMEOUT).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "login": card, "password": WRONG}
    assert session.post(f"{world.url}/library/login", form, timeout=TIMEOUT).status_code == 422


@pytest.mark.parametrize("door", [by_json, by_program, by_old_program, by_object, by_page])
def test_every_door_counts(world, card, door):
    door(world, card)
    assert tries(world, card) == 1
    assert answer(world, card, PIN) == "in"
    assert tries(world, card) == 0, "a right PIN starts counting anew"


def test_the_doors_count_together(world, card):
    for door in (by_json, by_program, by_old_program, by_object, by_page):
        door(world, card)
    assert tries(world, card) == TRIES
    assert answer(world, card, PIN) != "in"


def test_many_right_ones_at_once_come_in(world, card):
    assert answer(world, card, PIN) == "in"  # Odoo's own first login of a user is made once
    assert together([lambda: answer(world, card, PIN)] * 4) == ["in"] * 4
    assert tries(world, card) == 0


def test_a_school_behind_one_address_goes_on(world, card):
    together([lambda: answer(world, f"A77{next(numbers):07d}", WRONG)] * CROWD)
    assert answer(world, card, PIN) == "in"


def test_a_pin_opens_no_door_for_programs(world, card):
    common = xmlrpc.client.ServerProxy(f"{world.url}/xmlrpc/2/common")
    assert not common.authenticate(world.database, card, PIN, {})
    [[user]] = world.sql("SELECT id FROM res_users WHERE login = %s", card)
    objects = xmlrpc.client.ServerProxy(f"{world.url}/xmlrpc/2/object")
    with pytest.raises(xmlrpc.client.Fault):
        objects.execute_kw(world.database, user, PIN, "library.member", "search", [[]])
