"""What the API takes: one class a body. Unknown fields are refused, numbers are whole numbers, nothing is guessed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

Text = Annotated[str, Field(max_length=100_000)]
Name = Annotated[str, Field(max_length=1_000)]
Texts = dict[Literal["fr", "en"], Text]


class Problem(BaseModel):
    """An answer that is a refusal: one sentence in the user's language and the kind of error, for scripts."""

    error: str
    kind: str
    faults: list[str] = []


class Body(BaseModel):
    """A body of JSON."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """Only the fields that the client sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class CodingBody(Body):
    """A coding: offsets in code points, half-open. quote: if sent, it must be what stands there."""

    source: Name
    start: StrictInt
    end: StrictInt
    code: Name
    layer: Name = "main"
    memo: Text = ""
    about: Name | None = None
    phase: Name | None = None
    coder: Name = ""
    quote: str | None = None


class CodingEdit(Body):
    """What changes of a coding; null takes `about` or `phase` away."""

    start: StrictInt | None = None
    end: StrictInt | None = None
    code: Name | None = None
    layer: Name | None = None
    memo: Text | None = None
    about: Name | None = None
    phase: Name | None = None
    coder: Name | None = None


class SpeakerBody(Body):
    """Who a speaker is."""

    name: Name | None = None
    role: Name | None = None
    person: Name | None = None


class SourceEdit(Body):
    """What changes of a source; null or "" takes an attribute away. speakers: by the label in the text."""

    kind: Literal["interview", "observation", "document"] | None = None
    case: Name | None = None
    date: Name | None = None
    attributes: dict[Name, Text | None] | None = None
    speakers: dict[Name, SpeakerBody] | None = None


class CodedBody(Body):
    """Whether a source was coded to its end in a layer."""

    layer: Name = "main"
    coded: StrictBool = True


class CaseBody(Body):
    """A case."""

    id: Name
    label: Name
    parent: Name | None = None
    stratum: Name = "main"
    description: Text = ""


class PersonBody(Body):
    """A person who speaks."""

    id: Name
    label: Name
    role: Literal["interviewer", "respondent", "observer", "author"] = "respondent"
    actor_types: list[Name] = []
    organisation: Name | None = None
    attributes: dict[Name, Text] = {}


class PhaseBody(Body):
    """A phase of a case, both days included."""

    case: Name
    id: Name
    label: Name
    start: Name | None = None
    end: Name | None = None


class CodeFields(Body):
    """The wording of a code."""

    label: Texts | None = None
    definition: Texts | None = None
    use_when: Texts | None = None
    do_not_use_when: Texts | None = None
    example: Texts | None = None
    contraries: list[Name] | None = None
    keywords: list[Name] | None = None
    exclude: list[Name] | None = None
    polarity: Literal["lever", "guard-rail", "process", "context"] | None = None
    color: Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")] | None = None


class NewCode(CodeFields):
    """A new code; without id one is made that never served."""

    id: Name = ""
    parent: Name | None = None
    label: Texts


class MoveBody(Body):
    """Where a code goes. parent null: the top. before: a sibling there."""

    parent: Name | None = None
    before: Name | None = None


class MergeBody(Body):
    """The code that takes up this one."""

    into: Name


class SplitBody(Body):
    """New codes, and which of the old code's codings go where: coding id → place in `parts`."""

    parts: Annotated[list[NewCode], Field(min_length=1, max_length=50)]
    assigned: dict[Name, Annotated[int, Field(ge=0, lt=50)]] = {}
    retire: StrictBool = False


class RetireBody(Body):
    """Retired, or (false) offered again."""

    retired: StrictBool = True


class DecisionBody(Body):
    """A decision on a suggestion. `edit` accepts it with another code or span."""

    decision: Literal["accept", "reject", "edit", "reopen"]
    code: Name | None = None
    start: StrictInt | None = None
    end: StrictInt | None = None
    layer: Name = "main"
    memo: Text = ""
    about: Name | None = None
    phase: Name | None = None
    coder: Name = ""


class BulkBody(Body):
    """A decision on every pending suggestion that fits all that is given, or on those of `ids`."""

    decision: Literal["accept", "reject", "reopen"]
    rule: Name | None = None
    code: Name | None = None
    source: Name | None = None
    ids: list[Name] | None = None
    state: Literal["pending", "accepted", "edited", "rejected"] = "pending"
    layer: Name = "main"
    coder: Name = ""


class TaskBody(Body):
    """Long work, under an id of the client's, to be told of its progress and to stop it."""

    task: Name = ""


class FileBody(Body):
    """A small file sent inside JSON."""

    filename: Name
    base64: Annotated[str, Field(max_length=8_000_000)]


class NewStudy(Body):
    """A new study. codebook: ``grid``, ``empty``, the path of a .yaml or .xlsx, or the file itself."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    folder: Name | None = None
    codebook: Name | FileBody = "grid"


class PathBody(Body):
    """A study by its path (or database address)."""

    path: Name


class SampleBody(Body):
    """Where the sample study goes; the folder of studies if nowhere."""

    folder: Name | None = None
    task: Name = ""


class StudyEdit(Body):
    """What a study says of itself."""

    name: Name | None = None
    aim: Text | None = None
    approach: Text | None = None
    unit_of_analysis: Text | None = None


class ConfirmBody(Body):
    """What is added to what was read. speakers: label → name or role. attributes: file → column → value."""

    speakers: dict[Name, Name] = {}
    attributes: dict[Name, dict[Name, Text]] = {}
    kind: Literal["interview", "observation", "document"] | None = None
    case: Name | None = None
    files: list[Name] | None = None
    task: Name = ""
