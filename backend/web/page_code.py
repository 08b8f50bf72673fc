"""How templates call and escape: as Jinja does, by a shorter way for what a page does most often.

A page calls some three hundred macros and messages and shows some eight hundred values, nearly all
of them words of ours that are markup already.
"""

from typing import Any

from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr, Template
from jinja2.runtime import Context
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped_words  # type: ignore[attr-defined]  # C or Python


def shown(value: Any) -> str:
    """Escaped, unless it is markup: that is not made anew.

    Nor are words made markup that only become a part of a page.
    """
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]  # just looked
    return escaped_words(value) if kind is str else escape(value)


class PageContext(Context):
    """Nothing that templates call asks for their context; filters that do are another matter."""

    def call(
        self, called: Any, /, *values: Any, _block_vars: Any = None, _loop_vars: Any = None,
        **named: Any,
    ) -> Any:  # fmt: skip
        return called(*values, **named)


class PageCode(CodeGenerator):
    def visit_Template(self, node: Template, frame: Frame | None = None) -> None:  # noqa: N802  Jinja's name
        self.writeline(f"from {__name__} import {shown.__name__}")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write(f"{shown.__name__}(")
