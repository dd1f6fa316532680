"""What the rooms above send to a sitting; the message itself lies with the hands, which get it handed on."""

from activities.calls import Rescheduled

__all__ = ["Rescheduled"]
