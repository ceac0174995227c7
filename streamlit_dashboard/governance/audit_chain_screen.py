"""Whether the audit trail can be believed: verifying it, making an anchor, and holding it against one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from optimization.errors import PlanwiseError
from optimization.governance.audit_trail.audit_anchor import Anchor, read_anchor, write_anchor
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import open_ledger
from optimization.places import Places
from streamlit_dashboard.elements.failures import failures_in_words, show_failure
from streamlit_dashboard.elements.texts import plain_text

_ANCHOR = "audit_anchor_made"
# An anchor has three lines.
_MOST_MEGABYTES = 1


def show_chain(places: Places) -> None:
    """The three questions to the chain, each with its button."""
    st.subheader("Can the trail be believed?", anchor=False)
    st.caption(
        "Every entry is hashed together with the one before it. A chain alone cannot show that its end was cut off: "
        "an anchor that is kept elsewhere can."
    )
    verify, make, hold = st.columns(3, gap="medium")
    with verify, failures_in_words():
        _show_verify(places)
    with make, failures_in_words():
        _show_anchor(places)
    with hold, failures_in_words():
        _show_held_against(places)


def uploaded_anchor(name: str, content: bytes) -> Anchor:
    """The anchor in an uploaded file of this name.

    Raises:
        BadInputError: it is none.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).name
        file.write_bytes(content)
        return read_anchor(file)


def made_anchor(places: Places) -> bytes:
    """The head of the trail as an anchor's file.

    Raises:
        BadInputError: the trail has no entry yet.
        PlanwiseError: the trail is broken, or the ledger cannot be read.
    """
    with TemporaryDirectory() as folder, open_ledger(places) as ledger:
        file = Path(folder) / "anchor.json"
        write_anchor(ledger, file)
        return file.read_bytes()


def _show_verify(places: Places) -> None:
    st.markdown("#### Verify")
    if st.button("Verify every entry", key="audit_verify"):
        with st.spinner("Reading every entry"):
            _show_verdict(places, None)


def _show_anchor(places: Places) -> None:
    st.markdown("#### Anchor")
    if st.button("Make an anchor of the trail", key="audit_anchor"):
        with st.spinner("Reading every entry"):
            _keep(lambda: made_anchor(places))
    made: bytes | None = st.session_state.get(_ANCHOR)
    if made is not None:
        anchor = uploaded_anchor("anchor.json", made)
        st.markdown(plain_text(f"Entry {anchor.sequence} is anchored, at {anchor.anchored_at:%Y-%m-%d %H:%M} UTC."))
        st.download_button(
            "Anchor, to keep elsewhere",
            data=made,
            file_name=f"audit_anchor_{anchor.anchored_at:%Y%m%dT%H%M%SZ}.json",
            mime="application/json",
            key="audit_anchor_file",
            on_click="ignore",
        )


def _keep(make: Callable[[], bytes]) -> None:
    st.session_state.pop(_ANCHOR, None)
    try:
        st.session_state[_ANCHOR] = make()
    except PlanwiseError as error:
        show_failure(error)


def _show_held_against(places: Places) -> None:
    st.markdown("#### Hold against an anchor")
    uploaded = st.file_uploader(
        "An anchor from before, JSON", type="json", key="audit_anchor_upload", max_upload_size=_MOST_MEGABYTES
    )
    if uploaded is not None:
        _show_verdict(places, uploaded_anchor(uploaded.name, uploaded.getvalue()))


def _show_verdict(places: Places, anchor: Anchor | None) -> None:
    with open_ledger(places) as ledger:
        verdict = verify_chain(ledger, anchor)
    if not verdict.is_intact:
        st.error(plain_text(f"The audit trail is broken at entry {verdict.first_broken}. {verdict.reason}"))
        return
    agrees = (
        ""
        if anchor is None
        else f" It agrees with the anchor of {anchor.anchored_at:%Y-%m-%d %H:%M} UTC (entry {anchor.sequence})."
    )
    st.success(plain_text(f"The audit trail is intact: {verdict.entries:,} entries.{agrees}"))
