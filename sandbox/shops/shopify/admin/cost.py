"""What a query costs before it is run, and the bucket that it is paid from.

Documented: an object costs 1, a scalar nothing, a mutation 10, a union its dearest member; a connection is "sized by
first and last". By how much is not documented any more, so the older rule stands here, which is the dearer one: two,
and what a node costs for each that is asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

MUTATION = 10
CONNECTION = 2
MOST = 1000
"""What a single query may cost."""


def cost_of(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> int:
    """The cost of the document's first operation, which must be valid."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    kind = schema.mutation_type if operation.operation is OperationType.MUTATION else schema.query_type
    assert kind is not None  # noqa: S101 - the schema has both
    counter = _Counter(schema, fragments, variables)
    cost = counter.selections(operation.selection_set, kind)
    if operation.operation is OperationType.MUTATION:
        cost += (MUTATION - 1) * len(operation.selection_set.selections)
    return cost


@dataclass(frozen=True, slots=True)
class _Counter:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]

    def selections(self, chosen: SelectionSetNode | None, kind: Any) -> int:
        if chosen is None:
            return 0
        cost, of_members = 0, [0]
        for one in chosen.selections:
            match one:
                case FieldNode():
                    cost += self._field(one, kind)
                case InlineFragmentNode():
                    of_members.append(self._fragment(one.selection_set, one.type_condition, kind))
                case FragmentSpreadNode():
                    fragment = self.fragments[one.name.value]
                    of_members.append(self._fragment(fragment.selection_set, fragment.type_condition, kind))
        return cost + (max(of_members) if isinstance(kind, GraphQLUnionType) else sum(of_members))

    def _fragment(self, chosen: SelectionSetNode, condition: Any, kind: Any) -> int:
        return self.selections(chosen, self.schema.get_type(condition.name.value) if condition else kind)

    def _field(self, node: FieldNode, kind: Any) -> int:
        if not isinstance(kind, GraphQLObjectType) or node.name.value not in kind.fields:
            return 0  # __typename
        given = get_named_type(kind.fields[node.name.value].type)
        if not isinstance(given, GraphQLObjectType | GraphQLUnionType):
            return 0
        within = self.selections(node.selection_set, given)
        if given.name.endswith("Connection"):
            return CONNECTION + self._size(node) * within
        if given.name == "PageInfo" or node.name.value == "edges":
            return within  # part of the connection; an edge's node counts
        return 1 + within

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                value = argument.value
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, VariableNode):
                    return int(self.variables.get(value.name.value) or 0)
        return 0


@dataclass(slots=True)
class Bucket:
    """The points that an app has at a shop: ``fill`` of them, of which so many come back each second."""

    fill: float
    restored: float
    _left: float = field(init=False)
    _at: float | None = None
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._left = self.fill

    def take(self, points: int, now: float) -> bool:
        """Whether there were so many; then they are gone."""
        with self._lock:
            since = now - self._at if self._at is not None else 0.0
            self._left, self._at = min(self.fill, self._left + since * self.restored), now
            if points > self._left:
                return False
            self._left -= points
            return True

    def status(self) -> dict[str, float]:
        """How the bucket stands, as the answer tells it."""
        return {"maximumAvailable": self.fill, "currentlyAvailable": int(self._left), "restoreRate": self.restored}
