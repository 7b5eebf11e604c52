"""Buttons, scripts and moving figures speak the page's language: every word of theirs is known."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from memlib.book import catalog, words
from memlib.book.live import block
from memlib.book.project import Project
from memlib.figures import page
from memlib.figures.registry import FIGURES
from memlib.plots import stepper

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Names and terms that stay as they are.
KEPT = re.compile(r"[abcdef]+|hardmax|softmax|Softmax|Hardmax|Python|Tab|Shift|Enter|Colab|ReLU")


def english(text: str) -> bool:
    """Whether words are left that a reader of Chinese would have to translate."""
    return bool(re.search(r"[A-Za-z]{2,}", KEPT.sub("", text)))


def shown() -> list[str]:
    """The figures of the pages that are shown in Chinese."""
    project = Project.find(ROOT)
    found = []
    for name, each in catalog.translated(project, "zh").items():
        if name.startswith("notebooks/") and each.shown:
            found += re.findall(r"\{moving\} (\w+)", project.text(name))
    return found


@pytest.mark.parametrize("name", shown())
def test_every_word_of_a_moving_figure_is_chinese(name: str) -> None:
    there = words.figure("zh", FIGURES[name])
    told = {there.title, there.point, there.alt, there.flips, there.hint, there.needs_python}
    for control in there.controls:
        told |= {control.label, *control.words}
    for part, table in there.tables.items():
        for drawn in table.values():
            told |= {drawn} if part == "said" else set(re.findall(r">([^<>]+)<", drawn))
    assert [text for text in told if english(text)] == []
    assert CHINESE.search(page.html(there))
    assert words.figure("", FIGURES[name]) is FIGURES[name]
    assert not CHINESE.search(page.html(FIGURES[name]))


def test_every_word_in_a_formula_is_chinese() -> None:
    """Of the pages that are shown; a formula without words stays as it is."""
    project = Project.find(ROOT)
    pages = [p for p, each in catalog.translated(project, "zh").items() if each.shown]
    told = [
        words.formula("zh", found)
        for page in pages
        if page != "menu"
        for found in re.findall(r"\\text\{[^{}]*\}", project.text(page))
    ]
    assert len(told) >= 10
    assert [each for each in told if english(each.removeprefix("\\text"))] == []
    assert words.formula("zh", r"x \le y") == r"x \le y"


def test_four_figures_are_on_chinese_pages() -> None:
    assert len(shown()) >= 4


def test_an_exercise_has_its_buttons_in_the_language() -> None:
    there, here = (block("answer-1", "x = 1", "", "<a>x</a>", each) for each in ("zh", ""))
    for english_word, word in (("Run", "运行"), ("Reset", "重置"), ("Stop", "停止")):
        assert f">{word}</button>" in there
        assert f">{english_word}</button>" in here
    assert not english(re.sub(r"<[^<>]+>|x = 1", "", there).replace("x", ""))
    assert not CHINESE.search(here)


@pytest.mark.parametrize("script", ["exercise.js", "moving.js", "memlib.js"])
def test_what_scripts_say_is_known(script: str) -> None:
    text = (ROOT / "book" / "_static" / script).read_text(encoding="utf-8")
    told = re.findall(
        r'(?:memlibSay\(|busy\(true, |busy\(false, |Error\(|\? |: )"([A-Z][^"]* [^"]*|Done\.)"',
        text,
    )
    assert told or script == "memlib.js"
    assert [each for each in told if not CHINESE.search(words.say("zh", each))] == []


def test_what_the_lab_says_is_known() -> None:
    lines = [
        "Starting Python …", "Building the network …", "Nothing is loaded yet.", "Stopped.",
        "12 rows, 3 different labels; 4 tokens, up to 5 per row",
        "30 words, 12 different ones; tokens carry their place",
        "30 characters, 12 different ones; window of 4",
        "85 nonzero parameters (1,234 places of all matrices), width 12, depth 30, longest number "
        "99 bits",
        "3.1 bits per token; no code for arbitrary tokens does with less than 1.2",
        "check.js (JavaScript): every label is what the network gives [0.1 s]",
        "check.js (JavaScript): the network gives sequence 3 another label [0.1 s]",
        "Recited to the end: equal to your table, letter by letter.", "Recited, but not your text.",
        "Done: 85 numbers hold 30 words.", "Both checkers looked at the changed certificate.",
    ]  # fmt: skip
    told = [words.say("zh", line) for line in lines]
    assert [line for line, said in zip(lines, told, strict=True) if said == line] == []
    assert told[5] == "30 个词，其中不同的有 12 个；词元带有自己的位置"


def test_what_the_stepper_says_is_known() -> None:
    script = Path(stepper.__file__).with_suffix(".js").read_text(encoding="utf-8")
    told = ["◀ Back", "Next ▶", "Input: ", "Layer 2 of 30", "第 2 层，共 30 层, stage 3: "]
    told += re.findall(r"'((?:[a-z]+ )+[a-z]+)'", script.split("const called")[0])
    told += ["slot 2: compare near and far, take bit 3 in.", "key: fold of near", "key word"]
    assert len(told) >= 10
    assert [each for each in told if english(words.say("zh", each))] == []


def test_scripts_and_python_say_the_same() -> None:
    """The script of the language, run by node, where there is one."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine; the site's tests look at the pages in a browser")
    told = [
        "Run",
        "Layer 2 of 30",
        "abc",
        "slot 1: fold for bit 2.",
        "cannot load x.js",
        "key: bit",
    ]
    told += ["Fold 6: near is right of far, so bit 6 is 1. Read so far: 101101."]
    code = f"globalThis.window = {{}};{words.script('zh')}"
    code += f"console.log(JSON.stringify({json.dumps(told)}.map(window.memlibSay)));"
    done = subprocess.run([node, "-"], input=code, text=True, capture_output=True, check=True)
    assert json.loads(done.stdout) == [words.say("zh", each) for each in told]
