"""Times the warning signs on a repository of 20,000 commits in which code, manifests and prompts change all the time.

    python benchmarks/long_history.py                     # made in a temporary folder, thrown away afterwards
    python benchmarks/long_history.py --commits 50000 --keep FOLDER

Prints how long a first audit takes, how much of it the signs add, and both again with the history remembered.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

DAY = 86_400
START = 1_500_000_000
APART = DAY // 6
PEOPLE = ("Ada", "Bo", "Cy", "Di", "Eve")
CALL = """from openai import OpenAI
client = OpenAI(timeout=20)
def ask(q):
    return client.responses.create(model='gpt-4o', input=q)
"""


def files_of(number: int) -> Iterator[tuple[str, str]]:
    """What the commit of this number writes: code mostly, now and then a manifest, a service, a workload, a prompt."""
    if number == 0:
        yield "app.py", CALL
        yield "README.md", "# A service\n"
    yield f"src/area{number % 40}/module{number % 900}.py", f"def work():\n    return {number}\n" * 20
    if number % 20 == 0:
        needed = "\n".join(f'    "package-{at}>={number % 9}",' for at in range(10 + number // 150))
        yield "pyproject.toml", f'[project]\nname = "x"\nversion = "{number}"\ndependencies = [\n{needed}\n]\n'
    if number % 25 == 0:
        every = range(2 + number // 1000)
        names = "".join(f"  s{at}:\n    image: own/s{at}:{number}\n    build: s{at}\n" for at in every)
        yield "docker-compose.yml", f"services:\n{names}"
    if number % 200 == 0:
        kind = f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d{number}\nspec:\n  replicas: {number % 5}\n"
        yield f"k8s/d{number // 200}.yaml", kind
        yield f"terraform/m{number // 200}.tf", f'resource "aws_s3_bucket" "b{number}" {{\n  bucket = "b"\n}}\n'
    if number % 30 == 0:
        yield f"prompts/p{number % 12}.txt", f"Answer briefly, version {number}.\n"
    if number % 700 == 0:
        yield "evals/run.py", f"print({number})\n"


def stream(commits: int) -> Iterator[bytes]:
    """The history for `git fast-import`, with a tag now and then."""
    for number in range(commits):
        person = PEOPLE[number % 13 % len(PEOPLE)]
        when = START + number * APART
        who = f"{person} <{person.lower()}@example.org> {when} +0000"
        said = f"Change {number}".encode()
        yield f"commit refs/heads/main\nmark :{number + 1}\nauthor {who}\ncommitter {who}\ndata {len(said)}\n".encode()
        yield said + b"\n"
        if number:
            yield f"from :{number}\n".encode()
        for path, text in files_of(number):
            data = text.encode()
            yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
        yield b"\n"
        if number and number % 4000 == 0:
            yield f"reset refs/tags/v{number // 4000}\nfrom :{number + 1}\n\n".encode()


def make(folder: Path, commits: int) -> None:
    """The repository, checked out, in a folder that is empty or not there."""
    folder.mkdir(parents=True, exist_ok=True)
    git = ("git", "-c", "init.defaultBranch=main", "-C", str(folder))
    subprocess.run([*git, "init", "-q"], check=True)
    with subprocess.Popen([*git, "fast-import", "--quiet"], stdin=subprocess.PIPE) as importing:
        assert importing.stdin is not None
        for piece in stream(commits):
            importing.stdin.write(piece)
        importing.stdin.close()
    subprocess.run([*git, "reset", "-q", "--hard", "main"], check=True)


def measure(folder: Path) -> tuple[float, float, float, float]:
    """Seconds of: judging the rules; the git pass that all share; the signs with nothing, and with all, remembered."""
    from readiness.evaluation import announce, evaluate
    from readiness.facts import Facts
    from readiness.product import Product
    from readiness.ruleset import load_rules
    from readiness.snapshot import Snapshot
    from readiness.warning_signs import read_signs, sign_patterns

    rules = load_rules().rules
    started = time.perf_counter()
    product = Product(Snapshot.open(folder))
    facts = Facts(product)
    announce(rules, facts, sign_patterns())
    passed = time.perf_counter()
    _ = product.history.commits, product.history.mainline, product.history.first_touch
    shared = time.perf_counter() - passed
    findings = [evaluate(rule, facts) for rule in rules]
    judged = time.perf_counter()
    read_signs(product, findings)
    cold = time.perf_counter() - judged
    again = time.perf_counter()
    signs = read_signs(product, findings)
    warm = time.perf_counter() - again
    for sign in signs:
        print(f"  {sign.id} {sign.state:8} {sign.why[:110]}")
    return judged - started, shared, cold, warm


def main() -> None:
    """Make the repository where it is not there, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="make or use the repository in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["READINESS_CACHE_DIR"] = str(Path(scratch) / "cache")
        folder = given.keep or Path(scratch) / "long"
        if not (folder / ".git").exists():
            make(folder, given.commits)
        judged, shared, cold, warm = measure(folder)
        print(f"rules {judged:.2f} s, of it the shared pass over git {shared:.2f} s")
        print(f"warning signs: first time {cold:.2f} s, remembered {warm:.2f} s")


if __name__ == "__main__":
    main()
