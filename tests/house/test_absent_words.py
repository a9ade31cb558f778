"""Words that a test misses are words that somebody writes: else the test holds for ever, whatever the product says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROSE = re.compile(r"[A-Za-z][^<>=/\"{}\n]* [^<>=/\"{}\n]+")
"""Two words or more, and nothing of the language of pages. One word is a name or a code, and other tests have it."""
OF_OTHERS = {"FOR ORDER BY": "SQLite, of a plan", "Worker failed to boot": "gunicorn"}
"""What neither the product nor a test writes."""
MARKS = str.maketrans("‘’“”", "''\"\"")


def plain(text: str) -> str:
    return " ".join(text.translate(MARKS).split())


def literals(tree: ast.AST) -> dict[int, ast.Constant]:
    """Every text that is written in the code, docstrings apart."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        id(node): node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone
    }


def missed(tree: ast.AST) -> dict[int, ast.Constant]:
    """The texts that are asserted not to be in something, by themselves or one after the other in a loop."""
    filters = {id(node) for each in ast.walk(tree) if isinstance(each, ast.comprehension) for node in each.ifs}
    texts = {}
    for asserted in ast.walk(tree):
        if isinstance(asserted, ast.Assert):
            for denial in ast.walk(asserted):
                if compares(denial, ast.NotIn) and id(denial) not in filters:
                    texts |= literals(denial.left)
    for loop in ast.walk(tree):
        for each in [loop] if isinstance(loop, ast.For) else getattr(loop, "generators", []):
            absent, there = (
                {ast.unparse(test.left) for test in ast.walk(loop) if compares(test, kind)}
                for kind in (ast.NotIn, ast.In)
            )
            if ast.unparse(each.target) in absent - there:
                texts |= literals(each.iter)
    return texts


def compares(node: ast.AST, kind: type[ast.cmpop]) -> bool:
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], kind)


def written_by_the_product() -> Iterator[str]:
    """Every text of its code, its pages without their remarks, its lists and its scripts."""
    for path in (ROOT / "pathways").rglob("*.py"):
        yield from (node.value for node in literals(ast.parse(path.read_text(encoding="utf-8"))).values())
    for path in (ROOT / "templates").rglob("*.html"):
        page = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        yield from (page, re.sub(r"<[^>]*>", " ", page))
    for path in (*(ROOT / "pathways").rglob("*.csv"), *(ROOT / "static").rglob("*.js")):
        yield path.read_text(encoding="utf-8")


def test_words_that_a_test_does_not_find_are_written_by_the_product_or_by_a_test():
    denied, written = [], [plain(text) for text in written_by_the_product()]
    for path in sorted((ROOT / "tests").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        absent = missed(tree)
        denied += [(f"{path.relative_to(ROOT)}:{node.lineno}", node.value) for node in absent.values()]
        written += [plain(node.value) for key, node in literals(tree).items() if key not in absent]
    everything = "\n".join(written)
    prose = [(where, words) for where, words in denied if PROSE.fullmatch(words) and words not in OF_OTHERS]
    assert len(prose) > 150
    assert [(where, words) for where, words in prose if plain(words) not in everything] == []
