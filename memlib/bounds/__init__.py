"""Lower bounds as numbers: how small a model can possibly be, and what exactly each bound says.

No bound here speaks of one data set with its one labeling, which may be easy. Each speaks of a
*fixed architecture that fits every labeling*, or, for labels drawn at random, of *any network that
can be told in few bits*. Every function says in its docstring what it takes, in which units, and
where its formula stands in the paper (Kajitsuka & Sato, ICLR 2025, arXiv 2409.17677) or elsewhere.

==========================================  ====================================================
:mod:`~memlib.bounds.bits`                  bits: total, fixed pattern, description length
:mod:`~memlib.bounds.dichotomies`           Cover: what one threshold unit reaches
:mod:`~memlib.bounds.sign_patterns`         Warren, Lemma B.4, Goldberg–Jerrum, Sauer–Shelah
:mod:`~memlib.bounds.shapes`                a transformer shape and its true counts
:mod:`~memlib.bounds.next_token`            Theorem 4.2 (its reduction: ``reduction``)
:mod:`~memlib.bounds.seq_to_seq`            Theorem 4.3: closed, tight and product form
:mod:`~memlib.bounds.feed_forward`          Bartlett et al. 2019, the product over layers
:mod:`~memlib.bounds.softmax`               what exponentials allow (seen: ``study``)
:mod:`~memlib.bounds.others`                Sontag, Madden et al., Siegel
:mod:`~memlib.bounds.sparse_patterns`       nonzero parameters, whatever the shape
:mod:`~memlib.bounds.lines`                 what one bucket of line words holds
:mod:`~memlib.bounds.architecture`          the count for any certificate's layers
:mod:`~memlib.bounds.certificates`          hold a certificate against all of them
:mod:`~memlib.bounds.shattering`            tiny models by force (table: ``tiny``)
:mod:`~memlib.bounds.report`                all bounds for one (N, n)
==========================================  ====================================================

Example:
    >>> from memlib.bounds import all_bounds
    >>> found = all_bounds("seq-to-seq", sequences=1_000_000, length=1)
    >>> round(found["closed_form"], 1), found["product_form"]
    (64.2, 852)
"""

from memlib.bounds.certificates import check_against, check_certificate
from memlib.bounds.report import all_bounds
from memlib.bounds.shapes import GALLERY, NARROW, Shape
from memlib.bounds.verdict import Verdict

__all__ = [
    "GALLERY",
    "NARROW",
    "Shape",
    "Verdict",
    "all_bounds",
    "check_against",
    "check_certificate",
]
