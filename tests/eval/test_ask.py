"""A question is answered from its own documents, by the engine of the chat, and from no others."""

from briefings.ports import Annotator
from eval.tasks.ask import predict

NORTH = [{"id": "north", "text": "Maria Lopez won the northern regional election on Sunday with 54 per cent."}]
SOUTH = [{"id": "south", "text": "Peter Brandt won the southern regional election on Sunday with 61 per cent."}]
QUESTION = "Who won the regional election?"


def test_neighbours_with_other_documents_have_another_store(annotator: Annotator) -> None:
    rows = [
        {"id": "1", "question": QUESTION, "docs": NORTH},
        {"id": "2", "question": QUESTION, "docs": SOUTH},
        {"id": "3", "question": "Who won the southern regional election?", "docs": SOUTH},
    ]
    found = list(predict(rows, annotator))
    assert [row["id"] for row in found] == ["1", "2", "3"]
    assert [row["citations"] for row in found] == [["north"], ["south"], ["south"]]
    assert [row["answer"] for row in found] == ["Maria Lopez", "Peter Brandt", "Peter Brandt"]
