"""Dependency manifests and lock files."""

from __future__ import annotations

import pytest

from readiness.formats.manifests import Manifest, is_manifest, lock_is_filled, lock_kind, read_lock, read_manifest


def read(path: str, text: str) -> Manifest:
    found = read_manifest(path, text)
    assert found is not None
    return found


def rows(path: str, text: str) -> list[tuple[str, str, int, str, bool]]:
    return [(d.name, d.spec, d.line, d.group, d.pinned) for d in read(path, text).dependencies]


def test_requirements() -> None:
    text = (
        "\ufeff# comment\r\nDjango[argon2]==5.0.1 ; python_version >= '3.8'  # why\r\n-r base.txt\r\n-c limits.txt\r\n"
        "openai>=1,<2\r\n--index-url https://x\r\ntorch @ https://x/torch.whl#sha256=" + "a" * 40 + "\r\n"
        "-e git+https://github.com/a/b.git@" + "b" * 40 + "#egg=b_c\r\n-e .\r\n"
        "six==1.16.0 \\\r\n    --hash=sha256:aa\r\nzope.interface==5.*\r\nplain\r\n"
    )
    found = rows("requirements.txt", text)
    assert [(name, line, pinned) for name, _, line, _, pinned in found] == [
        ("django", 2, True),
        ("openai", 5, False),
        ("torch", 7, True),
        ("b-c", 8, True),
        ("six", 10, True),
        ("zope-interface", 12, False),
        ("plain", 13, False),
    ]
    assert found[1][1] == ">=1,<2"
    assert read("requirements.txt", text).includes == ("base.txt", "limits.txt", ".")


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("requirements.txt", "runtime"),
        ("requirements-dev.txt", "dev"),
        ("requirements/test.txt", "dev"),
        ("requirements/production.txt", "runtime"),
        ("dev-requirements.in", "dev"),
        ("constraints.txt", "optional"),
    ],
)
def test_a_requirements_file_is_grouped_by_its_name(path: str, group: str) -> None:
    assert rows(path, "a==1")[0][3] == group


PYPROJECT = """\
[build-system]
requires = ["hatchling"]
[project]
name = "Thing"
version = "1.2"
dependencies = [
  "fastapi>=0.1",
  "openai==1.2.3",
  "shared",
]
[project.optional-dependencies]
dev = ["pytest"]
gpu = ["torch"]
[project.scripts]
thing = "thing.cli:main"
[dependency-groups]
test = ["pytest-cov", {include-group = "lint"}]
[tool.uv.workspace]
members = ["packages/*"]
[tool.uv.sources]
shared = { workspace = true }
[tool.poe.tasks]
serve = { cmd = "uvicorn x" }
[tool.ruff]
line-length = 1
"""


def test_pyproject_of_the_standards() -> None:
    found = read("pyproject.toml", PYPROJECT)
    assert rows("pyproject.toml", PYPROJECT) == [
        ("fastapi", ">=0.1", 7, "runtime", False),
        ("openai", "==1.2.3", 8, "runtime", True),
        ("shared", "", 9, "runtime", True),
        ("pytest", "", 12, "dev", False),
        ("torch", "", 13, "optional", False),
        ("pytest-cov", "", 17, "dev", False),
    ]
    assert (found.name, found.version, found.python_package, found.publishable) == ("Thing", "1.2", True, True)
    assert found.workspaces == ("packages/*",)
    assert found.entry_points == (("thing", "thing.cli:main", 15),)
    assert found.scripts == (("serve", "uvicorn x", 23),)
    assert ("ruff", 24) in found.tools


def test_pyproject_of_poetry() -> None:
    text = (
        '[tool.poetry]\nname = "x"\npackage-mode = false\n[tool.poetry.dependencies]\npython = "^3.11"\na = "^1.0"\n'
        'b = "2.0.1"\nc = {version = "*", optional = true}\nd = {path = "../d"}\n'
        '[tool.poetry.group.dev.dependencies]\npytest = "*"\n'
    )
    assert rows("pyproject.toml", text) == [
        ("a", "^1.0", 6, "runtime", False),
        ("b", "2.0.1", 7, "runtime", True),
        ("c", "*", 8, "optional", False),
        ("d", "../d", 9, "runtime", True),
        ("pytest", "*", 11, "dev", False),
    ]
    assert not read("pyproject.toml", text).python_package


def test_setup_py_is_read_and_not_run() -> None:
    text = (
        "import os\nraise SystemExit\nBASE = ['requests>=2', 'rich']\nsetuptools.setup(\n    name='x',\n    version='1',\n"
        "    install_requires=BASE + ['six==1.0'],\n    extras_require={'dev': ['pytest'], 'gpu': ['torch']},\n"
        "    entry_points={'console_scripts': ['x = x:main']},\n)\n"
    )
    assert [(name, line, group) for name, _, line, group, _ in rows("setup.py", text)] == [
        ("requests", 3, "runtime"),
        ("rich", 3, "runtime"),
        ("six", 7, "runtime"),
        ("pytest", 8, "dev"),
        ("torch", 8, "optional"),
    ]
    assert read("setup.py", text).entry_points == (("x", "x:main", 9),)
    assert read_manifest("setup.py", "print('no call of it')") is None
    assert read("setup.py", "setup(install_requires=open('requirements.txt').read())").includes == ("requirements.txt",)


def test_setup_cfg() -> None:
    text = "[metadata]\nname = x\n[options]\ninstall_requires =\n    a>=1\n    b==2.0\n[options.extras_require]\ntest = c\n[flake8]\nmax=1\n"
    assert [(name, line, group, pinned) for name, _, line, group, pinned in rows("setup.cfg", text)] == [
        ("a", 5, "runtime", False),
        ("b", 6, "runtime", True),
        ("c", 8, "dev", False),
    ]
    assert read("setup.cfg", text).tools == (("flake8", 10),)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "Pipfile",
            '[packages]\na = "*"\nb = "==1.0"\n[dev-packages]\nc = {version = "~=1"}\n',
            [("a", "*", 2, "runtime", False), ("b", "==1.0", 3, "runtime", True), ("c", "~=1", 5, "dev", False)],
        ),
        (
            "environment.yml",
            "name: e\ndependencies:\n  - python=3.10\n  - numpy=1.2.3\n  - conda-forge::scipy\n  - pip:\n    - openai==1.0\n",
            [
                ("numpy", "=1.2.3", 4, "runtime", True),
                ("scipy", "", 5, "runtime", False),
                ("openai", "==1.0", 7, "runtime", True),
            ],
        ),
        (
            "go.mod",
            "module x/y\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/b v1.2.3\n\tgithub.com/c/d v0.1.0 // indirect\n)\nrequire e.org/f v1.0.0\n",
            [("github.com/a/b", "v1.2.3", 6, "runtime", True), ("e.org/f", "v1.0.0", 9, "runtime", True)],
        ),
        (
            "Cargo.toml",
            '[package]\nname = "x"\n[dependencies]\na = "1.0"\nb = { version = "=1.2.3", features = [] }\n[dev-dependencies]\nc = "1"\n',
            [("a", "1.0", 4, "runtime", False), ("b", "=1.2.3", 5, "runtime", True), ("c", "1", 7, "dev", False)],
        ),
        (
            "build.gradle",
            (
                "def v = '1.2.3'\ndependencies {\n  // implementation 'no:no:1'\n  implementation \"a.b:c:$v\"\n  testImplementation('d:e:1.+')\n"
                "  implementation group: 'f', name: 'g', version: '2.0'\n  implementation platform('h:bom:1.0')\n  api(libs.x)\n}\n"
            ),
            [
                ("a.b:c", "1.2.3", 4, "runtime", True),
                ("d:e", "1.+", 5, "dev", False),
                ("f:g", "2.0", 6, "runtime", True),
                ("h:bom", "1.0", 7, "runtime", True),
            ],
        ),
        (
            "gradle/libs.versions.toml",
            '[versions]\nx = "1.2"\n[libraries]\na = { module = "b:c", version.ref = "x" }\nd = "e:f:2.0"\n',
            [("b:c", "1.2", 4, "runtime", True), ("e:f", "2.0", 5, "runtime", True)],
        ),
        (
            "App.csproj",
            '<Project>\n <ItemGroup>\n  <PackageReference Include="Azure.AI" Version="1.0.0" />\n  <PackageReference Include="B"><Version>2.*</Version></PackageReference>\n </ItemGroup>\n</Project>',
            [("azure.ai", "1.0.0", 3, "runtime", True), ("b", "2.*", 4, "runtime", False)],
        ),
        (
            "Gemfile",
            "source 'x'\ngem 'rails', '~> 7.0'\ngem \"pg\", \"1.5.4\"\ngroup :development, :test do\n  gem 'rspec'\nend\ngem 'x', require: false\n",
            [
                ("rails", "~> 7.0", 2, "runtime", False),
                ("pg", "1.5.4", 3, "runtime", True),
                ("rspec", "", 5, "dev", False),
                ("x", "", 7, "runtime", False),
            ],
        ),
        (
            "composer.json",
            '{"require": {"php": ">=8", "a/b": "^1"},\n "require-dev": {"c/d": "1.2.3"}}',
            [("a/b", "^1", 1, "runtime", False), ("c/d", "1.2.3", 2, "dev", True)],
        ),
    ],
)
def test_dependencies(path: str, text: str, expected: list[tuple[str, str, int, str, bool]]) -> None:
    assert rows(path, text) == expected


def test_package_json() -> None:
    text = (
        '{\n "name": "web", "version": "1.0.0", "private": true,\n "workspaces": ["apps/*"],\n "bin": {"w": "w.js"},\n'
        ' "scripts": {"test": "vitest"},\n "dependencies": {\n  "ai": "^4.0.0",\n  "zod": "3.22.4",\n  "shared": "workspace:*"\n },\n'
        ' "devDependencies": {"vitest": "latest"}\n}\n'
    )
    found = read("package.json", text)
    assert rows("package.json", text) == [
        ("ai", "^4.0.0", 7, "runtime", False),
        ("zod", "3.22.4", 8, "runtime", True),
        ("shared", "workspace:*", 9, "runtime", True),
        ("vitest", "latest", 11, "dev", False),
    ]
    assert (found.name, found.publishable, found.workspaces) == ("web", False, ("apps/*",))
    assert found.scripts == (("test", "vitest", 5),)
    assert found.entry_points == (("w", "w.js", 4),)


def test_a_pom_resolves_its_properties() -> None:
    text = (
        "<project>\n<artifactId>app</artifactId><version>1</version>\n<properties><ai.version>1.0.1</ai.version></properties>\n"
        "<modules><module>core</module></modules>\n<dependencies>\n<dependency><groupId>a</groupId><artifactId>b</artifactId>"
        "<version>${ai.version}</version></dependency>\n<dependency>\n<groupId>c</groupId><artifactId>d</artifactId>\n<version>[1,2)</version>"
        "<scope>test</scope></dependency>\n</dependencies>\n</project>"
    )
    assert rows("pom.xml", text) == [("a:b", "1.0.1", 6, "runtime", True), ("c:d", "[1,2)", 7, "dev", False)]
    assert read("pom.xml", text).workspaces == ("core",)


@pytest.mark.parametrize(
    "path", ["README.md", "package.json5", "src/setup.ts", "go.sum", "notes.txt", "requirements.md"]
)
def test_other_files_are_no_manifests(path: str) -> None:
    assert not is_manifest(path)
    assert read_manifest(path, "a") is None


@pytest.mark.parametrize(
    ("path", "text", "kind", "filled"),
    [
        ("uv.lock", '[[package]]\nname = "a"\n', "uv.lock", True),
        ("a/poetry.lock", "# nothing\npackage = []\n", "poetry.lock", False),
        ("Pipfile.lock", '{"default": {}, "develop": {}}', "Pipfile.lock", False),
        ("package-lock.json", '{"packages": {"": {}, "node_modules/a": {"version": "1"}}}', "package-lock.json", True),
        ("package-lock.json", '{"lockfileVersion": 3, "packages": {}}', "package-lock.json", False),
        ("yarn.lock", '# yarn lockfile v1\n\n\na@^1:\n  version "1.0.0"\n', "yarn.lock", True),
        ("yarn.lock", "# yarn lockfile v1\n", "yarn.lock", False),
        ("pnpm-lock.yaml", "packages:\n  a@1:\n    resolution: {integrity: x}\n", "pnpm-lock.yaml", True),
        ("go.sum", "a v1 h1:" + "x" * 43 + "=\n", "go.sum", True),
        ("Cargo.lock", "", "Cargo.lock", False),
        ("Gemfile.lock", "GEM\n  specs:\n    rails (7.0)\n", "Gemfile.lock", True),
        ("gradle.lockfile", "a.b:c:1.0=compileClasspath\n", "gradle.lockfile", True),
        ("requirements.txt", "# This file is autogenerated by pip-compile\na==1\n", "requirements.txt", True),
        ("requirements.txt", "a==1 --hash=sha256:00\n", "requirements.txt", True),
        ("requirements.txt", "a==1\n", None, False),
        ("requirements.in", "a --hash=x", None, False),
        ("package.json", "{}", None, False),
    ],
)
def test_locks(path: str, text: str, kind: str | None, filled: bool) -> None:
    assert lock_kind(path, text) == kind
    found = read_lock(path, text)
    assert (found is not None) == (kind is not None)
    if found:
        assert found.filled == filled == lock_is_filled(text)


def test_a_lock_names_the_manifests_that_it_serves() -> None:
    found = read_lock("uv.lock", "[[package]]\n")
    assert found is not None
    assert (found.ecosystem, found.manifests, found.workspace_wide) == ("pypi", ("pyproject.toml",), True)


def test_a_name_that_a_script_sets_below_try_is_read() -> None:
    text = "from setuptools import setup\ntry:\n    pkg_name = 'clip-client'\nexcept OSError:\n    pass\nsetup(name=pkg_name)\n"
    manifest = read_manifest("client/setup.py", text)
    assert manifest is not None
    assert manifest.name == "clip-client"
