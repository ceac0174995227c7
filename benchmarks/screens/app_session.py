"""A session of the app without a browser: it speaks Streamlit's protocol, as the page of an analyst elsewhere does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

_SECONDS_TO_DRAW = 60.0


@dataclass(frozen=True, kw_only=True)
class Widget:
    """What the app has drawn: the element of its protocol, and the fragment that is run when it changes."""

    element: Any
    fragment_id: str


@dataclass(kw_only=True)
class AppSession:
    """What is on the page, what was typed and moved there, and what went wrong.

    Attributes:
        query: The page's address behind the question mark.
        widgets: Sliders, boxes and text fields by their labels, as they were drawn last.
        values: By widget id, the values that a browser would send with every rerun.
        faults: Errors that the page has shown.
    """

    connection: ClientConnection
    query: str
    widgets: dict[str, Widget] = field(default_factory=dict)
    values: dict[str, str | float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    _page: str = ""

    async def run(self, fragment_id: str = "") -> None:
        """Ask for another run of the page, or of one of its fragments."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.fragment_id = self.query, self._page, fragment_id
        for widget_id, value in self.values.items():
            state = asked.widget_states.widgets.add(id=widget_id)
            if isinstance(value, str):
                state.string_value = value
            else:
                state.double_array_value.data.append(value)
        await self.connection.send(message.SerializeToString())

    async def set(self, label: str, value: str | float) -> None:
        """Give a widget a value, as a person does."""
        widget = self.widgets[label]
        self.values[widget.element.id] = value
        await self.run(widget.fragment_id)

    async def shown(self, text: str, *, within: float) -> None:
        """Wait for a text.

        Raises:
            TimeoutError: it did not come within so many seconds.
        """
        async with asyncio.timeout(within):
            while text not in (await self._read() or ""):
                pass

    async def drawn(self, *, within: float) -> None:
        """Wait until the run is over.

        Raises:
            TimeoutError: it was not within so many seconds.
        """
        async with asyncio.timeout(within):
            while await self._read() is not None:
                pass

    async def _read(self) -> str | None:
        """The text of the next message, empty where it has none; None at the end of a run."""
        message = ForwardMsg.FromString(await self.connection.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        elif kind == "script_finished":
            return None
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            return self._note(message.delta.new_element, message.delta.fragment_id)
        return ""

    def _note(self, drawn: Any, fragment_id: str) -> str:
        kind = drawn.WhichOneof("type")
        element = getattr(drawn, kind)
        if kind in ("slider", "selectbox", "text_input"):
            self.widgets[element.label] = Widget(element=element, fragment_id=fragment_id)
        elif kind == "exception" or (kind == "alert" and element.format == Alert.ERROR):
            self.faults.append(element.message if kind == "exception" else element.body)
        return str(element.body) if kind == "markdown" else ""


@asynccontextmanager
async def app_session(url: str, query: str) -> AsyncIterator[AppSession]:
    """A session on the server at this address, its page drawn, gone with the block."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as connection:  # type: ignore[list-item]
        session = AppSession(connection=connection, query=query)
        await session.run()
        await session.drawn(within=_SECONDS_TO_DRAW)
        yield session
