from ambroise.persistence.ids import new_id, uuid7_generator


def test_identifiers_are_version_7_and_increase() -> None:
    ids = [new_id() for _ in range(5000)]
    assert ids == sorted(set(ids))
    assert {i.version for i in ids} == {7}
    assert {i.variant for i in ids} == {"specified in RFC 4122"}


def test_identifiers_increase_though_the_clock_goes_back() -> None:
    instants = iter([1000, 900, 900, 1001])
    generate = uuid7_generator(lambda: next(instants), lambda n: b"\xff" * n)
    ids = [generate() for _ in range(4)]
    assert ids == sorted(set(ids))
    assert ids[0].int >> 80 == 1000
    assert ids[3].int >> 80 == 1001


def test_more_than_a_millisecond_holds_spills_into_the_next() -> None:
    generate = uuid7_generator(lambda: 5, lambda n: bytes(n))
    ids = [generate() for _ in range(5000)]
    assert ids == sorted(set(ids))
