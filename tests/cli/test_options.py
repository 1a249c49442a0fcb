"""The forms an option takes."""

import click
import pytest

from symconv.cli.options import ChannelPair, Count, CountFrom, Paddings, Range, Sizes


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Sizes(), "2", (2,)),
        (Sizes(), "2,3", (2, 3)),
        (Sizes(), " 2 , 3 ", (2, 3)),
        (Sizes(), "-1", (-1,)),
        (Sizes(), "999999999", (999_999_999,)),
        (Paddings(), "1", (1,)),
        (Paddings(), "1,2", (1, 2)),
        (Paddings(), "0:1", ((0, 1),)),
        (Paddings(), "0:1,1:1", ((0, 1), (1, 1))),
        (Paddings(), "2,0:1", (2, (0, 1))),
        (Range(), "1:6", range(1, 7)),
        (Range(), "3", range(3, 4)),
        (Range(), "0:0", range(1)),
        (ChannelPair(), "2,4", (2, 4)),
        (Count(), "2", 2),
        (CountFrom(0), "0", 0),
    ],
)
def test_a_value_is_read(kind, text, value):
    assert kind.convert(text, None, None) == value


SIZES = "give one for all axes or one per axis, as in 2 or 2,3"
WHOLE = "is not a whole number of at most nine digits"


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Sizes(), "", f"'' {WHOLE}; {SIZES}"),
        (Sizes(), "2,", f"'' in '2,' {WHOLE}; {SIZES}"),
        (Sizes(), "2.5", f"'2.5' {WHOLE}; {SIZES}"),
        (Sizes(), "1e3", f"'1e3' {WHOLE}"),
        (Sizes(), "two", f"'two' {WHOLE}"),
        (Sizes(), "+2", f"'+2' {WHOLE}"),
        (Sizes(), "1_0", f"'1_0' {WHOLE}"),
        (Sizes(), "\u0663", f"'\u0663' {WHOLE}"),
        (Sizes(), "2;3", f"'2;3' {WHOLE}"),
        (Sizes(), "1:2", f"'1:2' {WHOLE}; {SIZES}"),
        (Sizes(), "1000000000", f"'1000000000' {WHOLE}"),
        (Sizes(), "9" * 5000, f"'{'9' * 37}'... {WHOLE}"),
        (Sizes(), "1," * 17, "18 values; at most 16 axes are taken"),
        (Sizes(), "true", f"'true' {WHOLE}"),
        (
            Paddings(),
            "1:",
            f"'' in '1:' {WHOLE}; give one for all axes or one per axis, each a number or begin:end",
        ),
        (Paddings(), "1:2:3", f"'2:3' in '1:2:3' {WHOLE}"),
        (Range(), "", "'' is not a range of whole numbers; give FIRST:LAST, as in 1:6, or 3"),
        (Range(), "1:", "'1:' is not a range"),
        (Range(), "1:2:3", "'1:2:3' is not a range"),
        (Range(), "1..3", "'1..3' is not a range"),
        (Range(), "3:1", "'3:1' is empty or negative; 0 <= FIRST <= LAST is needed, as in 1:6"),
        (Range(), "-1:3", "'-1:3' is empty or negative"),
        (ChannelPair(), "2", "'2' has 1 values; give input and output channels, as in 2,4"),
        (ChannelPair(), "1,2,3", "'1,2,3' has 3 values"),
        (CountFrom(1), "0", "0 is less than 1; give one number, as in 2"),
        (Count(), "2,3", f"'2,3' {WHOLE}; give one number, as in 2"),
    ],
)
def test_another_form_is_refused_with_the_form_it_should_have(kind, text, message):
    with pytest.raises(click.BadParameter) as caught:
        kind.convert(text, None, None)
    assert caught.value.message.startswith(message)
