"""The shape of a remembered layout's file. Imported when one is read or written: pydantic takes 60 ms to load."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rentix_desktop.mapping.layouts import Layout

_Count = Annotated[int, Field(ge=0)]


class LayoutFile(BaseModel):
    """Version 1; the fields are those of `mapping.layouts.Layout`. A newer version is not guessed at."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    version: Literal[1] = 1
    name: Annotated[str, Field(min_length=1)]
    headers: tuple[str, ...]
    columns: tuple[tuple[str, _Count, str | None], ...]
    key: tuple[tuple[str, _Count], ...] = ()
    values: tuple[tuple[str, str, str | None], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()

    def plain(self) -> Layout:
        return Layout(self.name, self.headers, self.columns, self.key, self.values, self.constants, self.names)

    @classmethod
    def of(cls, layout: Layout) -> LayoutFile:
        return cls(
            name=layout.name,
            headers=layout.headers,
            columns=layout.columns,
            key=layout.key,
            values=layout.values,
            constants=layout.constants,
            names=layout.names,
        )
