"""memlib export: what it writes and prints, and how it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from memlib.cli import main
from memlib.exact import certificate as certificates
from memlib.export import load

from .networks import drawn


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    made = drawn(("ffn",), 1)
    certificates.write("cert.json", made.dataset, made.network, {})
    return tmp_path


@pytest.mark.parametrize("kind", ["torch", "safetensors"])
def test_the_way_through(kind: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["export", "cert.json", "--to", kind, "--dtype", "float32", "-o", "net"])
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    assert f"{kind}, float32, 3 layers" in out
    assert "float64 (53 bits)" in out
    assert "labels survive" in out
    assert str(load("net").state_dict()["layers.0.weight"].dtype) == "torch.float32"
    assert sorted(p.name for p in path.iterdir()) == ["cert.json", "net"]


def test_a_certificate_becomes_a_theorem(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "cert.json", "--to", "coq", "-o", "Cert.v"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "coqc -Q formal Memlib Cert.v" in out
    assert "Theorem certificate_holds" in (path / "Cert.v").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["cert.json", "--to", "onnx", "-o", "net"], "onnx"),
        (["cert.json", "--to", "torch", "--dtype", "int8", "-o", "net"], "int8"),
        (["cert.json", "--to", "torch"], "-o"),
        (["cert.json", "-o", "net"], "--to"),
        (["none.json", "--to", "torch", "-o", "net"], "none.json"),
        (["cert.json", "--to", "torch", "-o", "no/net"], "no such folder"),
        (["cert.json", "--to", "torch", "-o", "."], "is a folder"),
        (["data.json", "--to", "torch", "-o", "net"], "the format is not"),
        (["cert.json", "--to", "coq", "-o", "net"], "Coq takes no file that is called"),
    ],
)
def test_wrong_input_is_one_line(
    arguments: list[str], says: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("data.json").write_text("{}", encoding="utf-8")
    assert main(["export", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert says in err
    assert not (path / "net").exists()


def test_without_torch_it_says_how_to_get_it(path: Path) -> None:
    script = (
        "import sys; sys.modules['torch'] = None; from memlib.cli import main; "
        "sys.exit(main(['export', 'cert.json', '--to', 'torch', '-o', 'net']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=path
    )
    assert result.returncode == 2
    assert result.stderr == (
        "memlib: export: torch is not installed (pip install 'memlib[export]')\n"
    )


def test_bits_are_counted_without_torch() -> None:
    script = (
        "import sys; sys.modules['torch'] = None; from memlib.export import measure; "
        "from memlib.data import Dataset; from memlib.exact.layers import Affine, Network; "
        "data = Dataset.next_token([[3]], [[0]], [15]); "
        "print(measure(Network((Affine(1, 1, {(0, 0): 5}, {}),)), data).whole('values').bits)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert result.stdout == "4\n"
