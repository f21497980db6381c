"""The states that the demo schools are in, and what they have in common."""

from typing import NamedTuple


class State(NamedTuple):
    """A state: its name, the code of the census, and how its people are named.

    Args:
        names: the key of `NAMES` for people of the state.
        script: the key of `NATIVE_NAMES`, or nothing when names are typed in Latin letters only.
        pincodes: the first two digits of the postal codes.
        medium: the language that state schools teach in, besides English.
    """

    code: str
    name: str
    region: str
    names: str
    script: str | None
    pincodes: str
    medium: str


STATES = {
    state.code: state
    for state in (
        State("02", "Himachal Pradesh", "North", "north", "hi", "17", "Hindi"),
        State("05", "Uttarakhand", "North", "north", "hi", "24", "Hindi"),
        State("06", "Haryana", "North", "north", "hi", "12", "Hindi"),
        State("07", "Delhi", "North", "north", "hi", "11", "Hindi"),
        State("08", "Rajasthan", "North", "north", "hi", "30", "Hindi"),
        State("09", "Uttar Pradesh", "North", "north", "hi", "22", "Hindi"),
        State("10", "Bihar", "East", "east", "hi", "80", "Hindi"),
        State("18", "Assam", "East", "east", None, "78", "Assamese"),
        State("20", "Jharkhand", "East", "east", "hi", "83", "Hindi"),
        State("21", "Odisha", "East", "east", None, "75", "Odia"),
        State("22", "Chhattisgarh", "Central", "north", "hi", "49", "Hindi"),
        State("23", "Madhya Pradesh", "Central", "north", "hi", "46", "Hindi"),
        State("24", "Gujarat", "West", "west", "gu", "38", "Gujarati"),
        State("27", "Maharashtra", "West", "west", "hi", "41", "Marathi"),
        State("28", "Andhra Pradesh", "South", "south", None, "52", "Telugu"),
        State("29", "Karnataka", "South", "south", None, "57", "Kannada"),
        State("32", "Kerala", "South", "south", None, "68", "Malayalam"),
        State("33", "Tamil Nadu", "South", "tamil", "ta", "60", "Tamil"),
    )
}
