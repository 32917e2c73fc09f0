"""A title in the queue is described by one cataloguer, however many reach for it at once."""

from .client import Refused, together

CATALOGUERS = 6
PHOTO = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


def test_one_cataloguer_gets_the_request_and_the_others_are_told_who(world):
    request = world.create(
        "library.cataloguing.request",
        {"name": "Tidak terbaca", "library_id": world.library, "photo_cover": PHOTO},
    )
    cataloguers = [world.user("group_cataloguer") for _each in range(CATALOGUERS)]

    def take(client):
        try:
            return client.call("library.cataloguing.request", "action_take", [request])["res_model"]
        except Refused as refusal:
            return refusal

    answers = together([lambda client=client: take(client) for client, _user in cataloguers])
    [(taken_by,)] = world.sql(
        "SELECT cataloguer_id FROM library_cataloguing_request WHERE id = %s", request
    )
    winners = [
        user
        for answer, (_client, user) in zip(answers, cataloguers, strict=True)
        if answer == "library.book"
    ]
    assert winners == [taken_by]
    refusals = {str(answer) for answer in answers if isinstance(answer, Refused)}
    [sentence] = refusals
    assert "describes this title already" in sentence
