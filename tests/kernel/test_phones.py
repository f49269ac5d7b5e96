from kernel.phones import as_written


def test_numbers_are_written_as_people_write_them():
    told = ["+84912345678", "+842438251234", "+81312345678", "+84283822123", "", "số nhà", "<b>"]
    assert [as_written(number) for number in told] == [
        "0912 345 678", "024 3825 1234", "+81 3-1234-5678", "+84283822123", "", "số nhà", "<b>",
    ]  # fmt: skip
