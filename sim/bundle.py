"""A named tuple of arrays that compiled functions pass by one pointer.

numba passes a named tuple as all of its members' fields: a world of twenty-five arrays became 175 arguments of every
call, which was most of the compile time. A bundle type has the same attributes in Python and in compiled code, but
compiled code sees one pointer to the members' descriptions.
"""

import zlib
from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)


class Bundle(types.Type):
    """Type of a named tuple passed by pointer; `members` are its fields' types."""

    def __init__(self, cls: type, members: tuple[tuple[str, Any], ...]) -> None:
        self.cls = cls
        self.members = members
        described = ",".join(f"{name}:{kind}" for name, kind in members)
        super().__init__(name=f"{cls.__name__}_{zlib.crc32(described.encode()):08x}")

    def member(self, name: str) -> tuple[int, Any]:
        """Position and type of a field."""
        for i, (own, kind) in enumerate(self.members):
            if own == name:
                return i, kind
        raise AttributeError(name)


@register_model(Bundle)
class BundleModel(models.OpaqueModel):
    """Compiled code holds a bundle as an untyped pointer."""


@infer_getattr
class BundleAttribute(AttributeTemplate):
    """Typing of `bundle.field`."""

    key = Bundle

    def generic_resolve(self, bundle: Bundle, name: str) -> Any:  # type: ignore[override]
        """Type of a field."""
        return bundle.member(name)[1] if any(name == own for own, _ in bundle.members) else None


def _layout(context: Any, bundle: Bundle) -> Any:
    """Memory layout of the members' descriptions."""
    return ir.LiteralStructType([context.get_value_type(kind) for _, kind in bundle.members])


@lower_getattr_generic(Bundle)
def _load_member(context: Any, builder: Any, bundle: Bundle, value: Any, name: str) -> Any:
    i, _ = bundle.member(name)
    pointer = builder.bitcast(value, _layout(context, bundle).as_pointer())
    return builder.load(cgutils.gep_inbounds(builder, pointer, 0, i))


@unbox(Bundle)
def _unbox(bundle: Bundle, obj: Any, c: Any) -> NativeValue:
    """Unpack the Python tuple into the caller's frame, which outlives the call."""
    layout = _layout(c.context, bundle)
    place = cgutils.alloca_once(c.builder, layout)
    failed = cgutils.alloca_once_value(c.builder, cgutils.false_bit)
    for i, (_, kind) in enumerate(bundle.members):
        item = c.pyapi.tuple_getitem(obj, i)
        native = c.unbox(kind, item)
        with c.builder.if_then(native.is_error, likely=False):
            c.builder.store(cgutils.true_bit, failed)
        c.builder.store(native.value, cgutils.gep_inbounds(c.builder, place, 0, i))
    pointer = c.builder.bitcast(place, c.context.get_value_type(bundle))
    return NativeValue(pointer, is_error=c.builder.load(failed))


def make_bundle(example: Any) -> Bundle:
    """The type of a named tuple class, from an example; from now on all its instances have this type."""
    cls = type(example)
    bundle = Bundle(cls, tuple((name, numba.typeof(value)) for name, value in zip(cls._fields, example, strict=True)))

    def type_of_instance(value: Any, context: Any) -> Bundle:
        return bundle

    typeof_impl.register(cls)(type_of_instance)
    return bundle
