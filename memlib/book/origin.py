"""Where a checkout is published, told by where it is built.

A copy of this project belongs to whoever copied it: its buttons and set-up cells must lead to the
copy. So the address is asked of the service that builds it, then of the checkout's git remote, and
only then of ``_config.yml``. A token that stands in a remote's address goes nowhere.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from memlib.book.address import Repository
from memlib.errors import MemlibError

#: Who is asked last.
SETTINGS = "_config.yml"


@dataclass(frozen=True)
class Origin:
    """A repository, and what else its teller knows.

    Attributes:
        at: the repository.
        told_by: who says so, for people.
        branch: the one that is built from; nothing where that is not told.
        site: where the site is published; nothing where that is not told.
    """

    at: Repository
    told_by: str
    branch: str = ""
    site: str = ""


def told_by_service(variables: Mapping[str, str] = os.environ) -> Origin | None:
    """What the variables of a hosting service say.

    Known are GitHub, Gitea and Forgejo (which speak alike), GitLab, Woodpecker (Codeberg's), Read
    the Docs and Netlify.

    >>> built = told_by_service({"GITHUB_REPOSITORY": "ann/course", "GITHUB_REF": "refs/heads/dev"})
    >>> built.at.url, built.branch
    ('https://github.com/ann/course', 'dev')
    """

    def told(*names: str) -> str:
        """The first of these that is set."""
        return next((value for name in names if (value := variables.get(name, ""))), "")

    if name := told("GITHUB_REPOSITORY"):
        ref = told("GITHUB_REF")
        branch = ref.removeprefix("refs/heads/") if ref.startswith("refs/heads/") else ""
        server = told("GITHUB_SERVER_URL") or "https://github.com"
        found = _origin(f"{server}/{name}", "GITHUB_REPOSITORY", branch)
    elif address := told("CI_PROJECT_URL"):
        branch = told("CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH")
        found = _origin(address, "CI_PROJECT_URL", branch, told("CI_PAGES_URL"))
    elif address := told("CI_REPO_URL"):
        branch = told("CI_COMMIT_BRANCH", "CI_REPO_DEFAULT_BRANCH")
        found = _origin(address, "CI_REPO_URL", branch)
    elif address := told("READTHEDOCS_GIT_CLONE_URL"):
        is_branch = told("READTHEDOCS_VERSION_TYPE") == "branch"
        branch = told("READTHEDOCS_GIT_IDENTIFIER") if is_branch else ""
        site = told("READTHEDOCS_CANONICAL_URL")
        found = _origin(address, "READTHEDOCS_GIT_CLONE_URL", branch, site)
    elif told("NETLIFY") and (address := told("REPOSITORY_URL")):
        branch = told("BRANCH") if told("CONTEXT") != "deploy-preview" else ""
        found = _origin(address, "REPOSITORY_URL", branch, told("URL"))
    else:
        found = None
    return found


def told_by_remote(root: Path) -> Origin | None:
    """What the git remote says that this checkout pushes to; None without git, or without one.

    Of several remotes comes first the one that git itself would push to, then ``origin``. What is
    no public address, such as a folder of this machine, is passed over.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != root.resolve():
        return None  # no checkout, or a folder within another project's
    for remote in _remotes(root):
        for address in _addresses(root, remote):
            head = _git(root, "symbolic-ref", "--short", f"refs/remotes/{remote}/HEAD")
            branch = head.removeprefix(f"{remote}/")
            if found := _origin(address, f"git remote {remote}", branch):
                return found
    return None


def _remotes(root: Path) -> list[str]:
    """The remotes of a checkout, the likeliest first; of several strangers none."""
    there = _git(root, "remote").split()
    branch = _git(root, "symbolic-ref", "--short", "HEAD")
    keys = (f"branch.{branch}.pushRemote", "remote.pushDefault", f"branch.{branch}.remote")
    wanted = [*(_git(root, "config", key) for key in keys), "origin"]
    if len(there) == 1:
        wanted += there
    return [name for name in dict.fromkeys(wanted) if name in there]


def _addresses(root: Path, remote: str) -> Iterator[str]:
    """The addresses of a remote as they were given, then as git's own rules rewrite them."""
    for key in (f"remote.{remote}.pushurl", f"remote.{remote}.url"):
        yield from _git(root, "config", "--get-all", key).splitlines()
    yield _git(root, "remote", "get-url", "--push", remote)


def _origin(address: str, told_by: str, branch: str = "", site: str = "") -> Origin | None:
    """What an address says, or None where it is no repository's."""
    try:
        return Origin(Repository.read(address), told_by, branch, site.rstrip("/"))
    except MemlibError:
        return None


def _git(root: Path, *arguments: str) -> str:
    """What a git command answers; nothing where it has no answer, or there is no git."""
    # Within a hook git's variables speak of the hook's repository.
    outside = {k: v for k, v in os.environ.items() if k not in ("GIT_DIR", "GIT_WORK_TREE")}
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root, env=outside, capture_output=True, text=True, check=False, timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
