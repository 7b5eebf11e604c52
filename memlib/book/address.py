"""Where a project is published, from the address that its host's clone button gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from memlib.errors import MemlibError

#: https, ssh or git addresses, and git's own short form ``git@host:owner/name``.
_URL = re.compile(
    r"(?:(?:git\+)?(?P<way>https?|ssh|git)://)?(?:[^@/\s]+@)?"
    r"(?P<host>[\w-]+(?:\.[\w-]+)*\.(?=[\w-]*[^\W\d])[\w-]+)(?P<port>:\d+)?"
    r"[/:]/?(?P<path>[\w.~-]+(?:/[\w.~-]+)+)"
)
#: A name, a password or a token before the host: nobody else's business.
_SECRET = re.compile(r"(?<=//)[^@/\s]*@")
#: Other names of the same host: old ones, and ones that are let through more walls.
_ALIASES = {"www.github.com": "github.com", "ssh.github.com": "github.com",
            "altssh.gitlab.com": "gitlab.com", "altssh.bitbucket.org": "bitbucket.org"}  # fmt: skip
#: Hosts that publish sites for their projects: under which name.
_PAGES = {"github.com": "github.io", "gitlab.com": "gitlab.io", "codeberg.org": "codeberg.page"}


@dataclass(frozen=True)
class Repository:
    """A repository on a host of git repositories.

    Attributes:
        host: such as ``github.com``; with its port where its pages have one of their own.
        owner: a person or a group; groups in groups with slashes between.
        name: of the repository.
    """

    host: str
    owner: str
    name: str

    @classmethod
    def read(cls, text: str) -> Repository:
        """What an address names.

        Raises:
            MemlibError: it is no address of a repository.

        >>> Repository.read("git@github.com:ann/course.git").url
        'https://github.com/ann/course'
        """
        found = _URL.fullmatch(text.strip().rstrip("/").removesuffix(".git"))
        host = "" if found is None else _known(found["host"].lower())
        if found and found["way"] in ("http", "https") and found["port"] not in (":80", ":443"):
            host += found["port"] or ""
        path = [] if found is None else found["path"].split("/")
        if len(path) < 2 or (host == "github.com" and len(path) != 2):
            raise MemlibError(
                f"{_SECRET.sub('', text)!r} is no address of a repository",
                operation="book",
                place="_config.yml: repository.url",
                mend="give what the clone button gives: https://github.com/OWNER/NAME",
            )
        return cls(host, "/".join(path[:-1]), path[-1])

    @property
    def url(self) -> str:
        """The address of its page, without a slash at the end."""
        return f"https://{self.host}/{self.owner}/{self.name}"

    @property
    def on_github(self) -> bool:
        """Whether Colab can open it."""
        return self.host == "github.com"

    @property
    def site(self) -> str:
        """Where its host publishes its site, or nothing where that is not known."""
        pages = _PAGES.get(self.host)
        if pages is None:
            return ""
        owner, *groups = self.owner.split("/")
        domain = f"{owner}.{pages}"
        path = [*groups, self.name] if self.name.lower() not in (domain.lower(), "pages") else []
        return "/".join([f"https://{domain}", *path])

    def archive(self, branch: str) -> str:
        """What pip installs from: a branch as a zip file; where git is needed, by git."""
        if self.on_github:
            return f"{self.url}/archive/refs/heads/{branch}.zip"
        return f"git+{self.url}.git@{branch}"


def _known(host: str) -> str:
    """A host under its first name.

    People with two accounts write ``github.com-work`` for the host and let ssh translate.
    """
    hosts = (*_PAGES, "bitbucket.org")
    return next(
        (first for first in hosts if host.startswith(f"{first}-")), _ALIASES.get(host, host)
    )
