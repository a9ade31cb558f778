"""Words that a test misses are words that somebody writes: else the test holds for ever, whatever the product says."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROSE = re.compile(r"[A-Za-z][^<>=/\"{}\n]* [^<>=/\"{}\n]+")
"""Two words or more, and nothing of the language of pages. One word is a name or a code, and other tests have it."""
OF_OTHERS = {"FOR ORDER BY": "SQLite, of a plan", "Worker failed to boot": "gunicorn"}
"""What neither the product nor a test writes."""
MARKS = str.maketrans("‘’“”", "''\"\"")


def plain(text: str) -> str:
    return " ".join(text.translate(MARKS).split())


def literals(nodes: Iterable[ast.AST]) -> dict[int, ast.Constant]:
    """Every text that is written in these pieces of code, docstrings apart."""
    texts, alone = {}, set()
    for node in nodes:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                texts[id(node)] = node
        elif isinstance(node, ast.Expr):
            alone.add(id(node.value))
    return {each: node for each, node in texts.items() if each not in alone}


def missed(nodes: list[ast.AST]) -> dict[int, ast.Constant]:
    """The texts that are asserted not to be in something, by themselves or one after the other in a loop."""
    filters = {id(node) for each in nodes if isinstance(each, ast.comprehension) for node in each.ifs}
    texts = {}
    for asserted in nodes:
        if isinstance(asserted, ast.Assert):
            for denial in ast.walk(asserted):
                if compares(denial, ast.NotIn) and id(denial) not in filters:
                    texts |= literals(ast.walk(denial.left))
    for loop in nodes:
        for each in [loop] if isinstance(loop, ast.For) else getattr(loop, "generators", []):
            absent, there = (
                {ast.unparse(test.left) for test in ast.walk(loop) if compares(test, kind)}
                for kind in (ast.NotIn, ast.In)
            )
            if ast.unparse(each.target) in absent - there:
                texts |= literals(ast.walk(each.iter))
    return texts


def compares(node: ast.AST, kind: type[ast.cmpop]) -> bool:
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], kind)


def shown_by_the_product() -> Iterator[str]:
    """Every text of its pages without their remarks, of its lists and of its scripts."""
    for path in (ROOT / "templates").rglob("*.html"):
        page = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from (page, re.sub(r"<[^>]*>", " ", page))
    for path in (*(ROOT / "pathways").rglob("*.csv"), *(ROOT / "static").rglob("*.js")):
        yield path.read_text(encoding="utf-8")


def not_written(phrases: set[str], code: Iterable[str]) -> set[str]:
    """Those of the phrases that stand in no text of these pieces of code. Read are those with each word of a phrase."""
    words_of = {phrase: re.findall("[A-Za-z]+", phrase) for phrase in phrases}
    for text in code:
        asked = [phrase for phrase in phrases if all(word in text for word in words_of[phrase])]
        if asked:
            written = "\n".join(plain(node.value) for node in literals(ast.walk(ast.parse(text))).values())
            phrases = phrases - {phrase for phrase in asked if phrase in written}
    return phrases


def test_words_that_a_test_does_not_find_are_written_by_the_product_or_by_a_test():
    denied, written, others = [], [plain(text) for text in shown_by_the_product()], []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "not in" not in text:
            others.append(text)
            continue
        nodes = list(ast.walk(ast.parse(text)))
        absent = missed(nodes)
        denied += [(f"{path.relative_to(ROOT)}:{node.lineno}", node.value) for node in absent.values()]
        written += [plain(node.value) for key, node in literals(nodes).items() if key not in absent]
    everything = "\n".join(written)
    prose = [(where, words) for where, words in denied if PROSE.fullmatch(words) and words not in OF_OTHERS]
    assert len(prose) > 150
    left = {plain(words) for _, words in prose if plain(words) not in everything}
    product = (path.read_text(encoding="utf-8") for path in (ROOT / "pathways").rglob("*.py"))
    left = not_written(left, (*product, *others))
    assert [(where, words) for where, words in prose if plain(words) in left] == []
