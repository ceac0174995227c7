"""Anchors: the head of the audit trail as a small file, to keep where nobody who can write the ledger reaches it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from optimization.atomic_file import replace_file
from optimization.errors import BadInputError, PlanwiseError
from optimization.governance.audit_trail.audit_verify import verify_chain
from optimization.governance.ledger.ledger import Ledger
from optimization.parameters.field_errors import field_errors


class Anchor(BaseModel):
    """The last entry that a trail had, its hash, which stands for all entries before it too, and when that was."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sequence: Annotated[int, Field(ge=1)]
    entry_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    anchored_at: AwareDatetime


def write_anchor(ledger: Ledger, file: Path) -> Anchor:
    """Write the head of the trail to a file; an anchor that is there already is replaced if the trail still agrees.

    Raises:
        BadInputError: the trail has no entry yet, or the file is there and is no anchor.
        PlanwiseError: the trail is broken, or does not agree with the anchor that is there; or a file or the ledger
            cannot be used. The file is as it was.
    """
    verdict = verify_chain(ledger, read_anchor(file) if file.exists() else None)
    if not verdict.is_intact:
        raise PlanwiseError(
            f"{verdict.reason} A broken trail is not anchored, and {file} is as it was. See `planwise audit verify`."
        )
    if not verdict.entries:
        raise BadInputError("The audit trail has no entry yet, so there is nothing to anchor.")
    anchor = Anchor(sequence=verdict.entries, entry_hash=verdict.head_hash, anchored_at=datetime.now(UTC))
    try:
        replace_file(file, (json.dumps(anchor.model_dump(mode="json"), indent=2) + "\n").encode())
    except OSError as error:
        raise PlanwiseError(f"The anchor cannot be written to {file}: {error.strerror}. Name another file.") from error
    return anchor


def read_anchor(file: Path) -> Anchor:
    """Read an anchor.

    Raises:
        BadInputError: the file cannot be read, or is no anchor.
    """
    try:
        content = json.loads(file.read_bytes())
    except OSError as error:
        raise BadInputError(
            f"The anchor {file} cannot be read: {error.strerror}. `planwise audit anchor FILE` writes one."
        ) from error
    except ValueError as error:
        raise BadInputError(f"{file} is no anchor, for it is no JSON: {error}.") from error
    if not isinstance(content, dict):
        raise BadInputError(f"{file} is no anchor, for it is JSON of something else.")
    try:
        return Anchor.model_validate(content)
    except ValidationError as error:
        raise field_errors(error, where=f"The anchor {file}", names=Anchor.model_fields) from error
