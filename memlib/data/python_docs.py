"""Python's own documentation as text: it comes with every Python, so nothing is downloaded.

``pydoc_data.topics`` holds the language reference that ``help()`` shows: some 65,000 words, some
115,000 with punctuation. It differs between versions of Python; the digest of the data tells.
"""

from __future__ import annotations

from memlib.data.dataset import NEXT_TOKEN, Task
from memlib.data.text import TextData, from_examples, in_order, next_word_windows, words
from memlib.errors import MemlibError


def topics() -> str:
    """The whole text, its topics in alphabetical order.

    Raises:
        MemlibError: this Python comes without ``pydoc_data``.
    """
    try:
        from pydoc_data.topics import topics as by_name
    except ImportError as error:
        raise MemlibError(
            "this Python has no pydoc_data.topics",
            operation="read Python's documentation",
            mend="use a Python with its full standard library",
        ) from error
    return "\n\n".join(by_name[name] for name in sorted(by_name))


def python_docs(
    sequences: int | None = None,
    length: int = 8,
    dim: int = 1,
    *,
    classes: int | None = None,
    punctuation: bool = False,
    task: Task = NEXT_TOKEN,
    drop_conflicts: bool = False,
    offset: int = 0,
    seed: int | None = None,
) -> TextData:
    """Next-word prediction: windows of n words of the documentation, labeled by the next word.

    Args:
        sequences: N; all windows when not given.
        length: n.
        dim: d, the number of coordinates of a token.
        classes: C; when given, the label is the number of the next word mod C.
        punctuation: signs are words too.
        task: seq-to-seq labels every word of the window by the word after it.
        drop_conflicts: leave out windows that contradict an earlier one, and read on.
        offset: begin at this window.
        seed: shuffle the windows first; when not given they come as they stand, each one word on.

    Raises:
        MemlibError: windows contradict each other and are not to be dropped, or are too few.

    >>> data = python_docs(50, 4, drop_conflicts=True)
    >>> len(data.dataset), data.dataset.length
    (50, 4)
    """
    windows = list(next_word_windows(words(topics(), punctuation=punctuation), length, task=task))
    return from_examples(
        in_order(windows, offset=offset, seed=seed),
        sequences=sequences,
        dim=dim,
        classes=classes,
        task=task,
        drop_conflicts=drop_conflicts,
    )
