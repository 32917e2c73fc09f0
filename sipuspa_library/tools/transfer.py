"""What may travel between libraries, and how a transfer is numbered. No database, no clock."""

from dataclasses import dataclass

KINDS = ("box", "return", "ownership", "package")


@dataclass(frozen=True)
class Whereabouts:
    """Where a copy is and belongs; libraries are told apart by whatever the caller compares.

    :param station: the library a book box has put it in, or nothing
    :param place: where it is now; nothing while it is on its way
    """

    owner: object
    station: object = None
    place: object = None
    on_loan: bool = False
    manual_state: str = ""

    @property
    def home(self):
        """Return the library on whose shelf it belongs."""
        return self.station or self.owner


def obstacle(kind, sender, receiver, copy):
    """Return why ``copy`` cannot travel so, as a stable code; nothing where it can.

    A box and a change of owner take what is the sender's own and stands on its shelf. What goes
    back goes to its owner, or to the library where its box stands.
    """
    if copy.manual_state in ("withdrawn", "lost"):
        return copy.manual_state
    if copy.on_loan:
        return "on_loan"
    if not copy.place:
        return "on_its_way"
    if copy.place != sender:
        return "not_here"
    if kind == "return":
        if sender == copy.home == copy.owner:
            return "at_home"
        return None if receiver in (copy.home, copy.owner) else "not_theirs"
    if copy.owner != sender:
        return "not_ours"
    return "in_a_box" if copy.station else None


def way_home(copy):
    """Return where a copy goes back to from the place it is in."""
    return copy.owner if copy.place == copy.station else copy.home
