"""Two doors, one visitor; two tablets, one code; one visit sent twice at once."""

import re

import requests

from .client import TIMEOUT, together

HOME = "/library/kiosk"


def code_of(world, kiosk):
    """Press Pair and read the code."""
    dialog = world.admin.call("library.kiosk", "action_pair", [kiosk])
    return dialog["context"]["library_kiosk_code"]


def new_kiosk(world):
    return world.create("library.kiosk", {"name": "Pintu", "library_id": world.library})


class Tablet:
    """A tablet on the wire, paired by typing a code."""

    def __init__(self, world):
        self.home = world.url + HOME
        self.session = requests.Session()
        page = self.session.get(self.home, timeout=TIMEOUT).text
        self.token = re.search(r'name="csrf_token" value="(\w+)"', page)[1]

    def type_code(self, code):
        """Type a code; tell whether it was taken."""
        answer = self.session.post(
            self.home, data={"csrf_token": self.token, "code": code}, timeout=TIMEOUT
        )
        self.address, self.cookies = answer.url, dict(self.session.cookies)
        return answer.url != self.home

    def send(self, request_id, **values):
        answer = requests.post(
            f"{self.address}/visit",
            json={"jsonrpc": "2.0", "params": {"values": values, "request_id": request_id}},
            cookies=self.cookies,
            timeout=TIMEOUT,
        ).json()
        return answer.get("result") or answer["error"]


def paired(world):
    tablet = Tablet(world)
    assert tablet.type_code(code_of(world, new_kiosk(world)))
    return tablet


def visits(world, membership):
    return world.sql("SELECT id FROM library_visit WHERE membership_id = %s", membership)


def card(world, membership):
    [row] = world.sql(
        "SELECT member.card_token FROM library_member member "
        "JOIN library_membership membership ON membership.member_id = member.id "
        "WHERE membership.id = %s",
        membership,
    )
    return row[0]


def test_one_card_at_two_doors_at_once_counts_once(world):
    doors = [paired(world), paired(world)]
    for membership in world.memberships(3):
        code = card(world, membership)
        answers = together(
            [
                lambda door=door, code=code, n=n: door.send(f"{code}-{n}", kind="member", code=code)
                for n, door in enumerate(doors * 2)
            ]
        )
        assert [answer["kind"] for answer in answers] == ["greeted"] * 4
        assert len(visits(world, membership)) == 1


def test_the_same_visit_sent_ten_times_at_once_counts_once(world):
    door = paired(world)
    before = world.sql("SELECT count(*) FROM library_visit")[0][0]
    answers = together([lambda: door.send("the same guest", kind="guest", sex="f")] * 10)
    assert answers == [{"kind": "thanks"}] * 10
    assert world.sql("SELECT count(*) FROM library_visit")[0][0] == before + 1


def test_a_code_typed_on_two_tablets_at_once_pairs_one(world):
    for __ in range(2):
        code = code_of(world, new_kiosk(world))
        tablets = [Tablet(world), Tablet(world)]
        acts = [lambda tablet=tablet, code=code: tablet.type_code(code) for tablet in tablets]
        taken = together(acts)
        assert sorted(taken) == [False, True]
