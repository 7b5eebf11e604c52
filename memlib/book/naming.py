"""One name for each statement: the paper's number where the statement is the paper's.

A box whose title begins ``Theorem 4.1 of the paper: …`` is called by that number, on top and
wherever a sentence refers to it, and takes none of the book's own numbers.
"""

from __future__ import annotations

from typing import Any, Final

from docutils import nodes
from docutils.nodes import Element
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.locale import get_translation
from sphinx_proof.domain import ProofDomain
from sphinx_proof.nodes import NODE_TYPES, proof_node

from memlib.book.labels import heading, paper_name

#: Words of the Chinese edition that sphinx-proof does not have.
_CHINESE: Final = {"Proof": "证明", "Uses": "用到", "Used by": "用于", "Mentioned in": "提及",
                   "this page": "本页", "Statement": "命题", ", repaired": "（已修补）",
                   ", with its skip connection": "（带跳跃连接）"}  # fmt: skip
_of_boxes: Final = get_translation("proof")
#: Begins the number of an exercise of the collection, which is no numbered chapter.
MORE: Final = "M"


def word(english: str) -> str:
    """A word that stands on a box, in the language that is built."""
    said = str(_of_boxes(english))
    chinese = str(_of_boxes("Theorem")) == "定理"
    return _CHINESE.get(english, said) if chinese else said


def in_language(name: str) -> str:
    """A name such as ``Theorem 4.1`` or ``Lemma B.2 of the paper, repaired``, in that language."""
    kind, _, rest = name.partition(" ")
    number, of, how = rest.partition(" of the paper")
    if word(kind) == kind:
        return name
    return f"{'论文' if of else ''}{word(kind)} {number}{word(how) if how else ''}"


def setup(app: Sphinx) -> None:
    """Connect the steps."""
    app.setup_extension("sphinx_proof")
    app.add_domain(Statements, override=True)
    app.connect("doctree-read", name_by_the_paper)
    app.connect("doctree-read", begin_proofs)
    app.connect("env-check-consistency", number_more_exercises)  # not stored: Sphinx counts anew


def number_more_exercises(app: Sphinx, env: BuildEnvironment) -> None:
    """Let all exercises have a number of two parts: ``Exercise 12.1``, ``Exercise M.3``."""
    for kinds in env.toc_fignumbers.values():
        for label, number in kinds.get("exercise", {}).items():
            if len(number) == 1:
                kinds["exercise"][label] = (MORE, *number)  # type: ignore[assignment]


def begin_proofs(app: Sphinx, doctree: nodes.document) -> None:
    """Begin a proof with "Proof" in the language that is built; sphinx-proof has it in English."""
    if (begins := word("Proof")) == "Proof":
        return
    for proof in doctree.findall(proof_node):
        first = next(iter(proof.findall(nodes.Text)))
        rest = first.removeprefix("Proof. ")
        if rest != first:
            first.parent.replace(first, nodes.Text(f"{begins}。{rest}"))


def name_by_the_paper(app: Sphinx, doctree: nodes.document) -> None:
    """Give each box of the paper its heading, before Sphinx numbers what is left."""
    for kind in set(NODE_TYPES.values()):
        for box in list(doctree.findall(kind)):
            title = box["title"].strip().removeprefix("(").removesuffix(")")
            name = paper_name(title)
            if not name:
                continue
            known: dict[str, Any] = vars(app.env)["proof_list"]
            known[box["label"]] |= {"nonumber": True, "paper": name}
            first = in_language(heading("", title)[0])
            old = box.next_node(nodes.title)
            named = nodes.title("", "", nodes.inline("", first, classes=["caption-number"]))
            named += nodes.Text(" (")
            named += _after(list(old.children), ": ")
            new = nodes.admonition("", named, *box.children[1:])
            new["ids"], new["classes"] = box["ids"], box["classes"]
            box.replace_self(new)


def _after(children: list[nodes.Node], mark: str) -> list[nodes.Node]:
    """The children of a title from the first ``mark`` on; it stands in the first of them."""
    first = children[0].astext()
    return [nodes.Text(first[first.index(mark) + len(mark) :]), *children[1:]]


class Statements(ProofDomain):  # type: ignore[misc]
    """References to the paper's statements say the paper's number."""

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: Element,
        contnode: Element,
    ) -> Element | None:
        name = getattr(env, "proof_list", {}).get(target, {}).get("paper", "")
        if name and contnode.astext() == target:
            contnode = nodes.inline("", in_language(name))
        found: Element | None = super().resolve_xref(
            env, fromdocname, builder, typ, target, node, contnode
        )
        return found
