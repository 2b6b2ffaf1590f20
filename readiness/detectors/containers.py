"""How the product is built and in what image it runs."""

from __future__ import annotations

import re

from readiness.compiling import compile_later
from readiness.deployments import delivered
from readiness.images import Image, build_fault, images, is_root, pinned, user_of
from readiness.model import Evidence, Fact
from readiness.product import Product
from readiness.sanitizing import snippet

_RECIPES = {
    "vercel.json": "Vercel", "netlify.toml": "Netlify", "fly.toml": "Fly.io", "render.yaml": "Render",
    "render.yml": "Render", "app.yaml": "App Engine", "heroku.yml": "Heroku",
    "railway.json": "Railway", "railway.toml": "Railway", "nixpacks.toml": "Nixpacks", "project.toml": "buildpacks",
    "flake.nix": "Nix", "default.nix": "Nix", "serverless.yml": "Serverless",
    "serverless.yaml": "Serverless", "cdk.json": "CDK", "samconfig.toml": "SAM", "wrangler.toml": "Cloudflare",
    "wrangler.jsonc": "Cloudflare", "wrangler.json": "Cloudflare", "cog.yaml": "Cog",
    "bentofile.yaml": "BentoML", "firebase.json": "Firebase", "sst.config.ts": "SST",
    "azure.yaml": "Azure Developer CLI", "procfile": "buildpacks", "apprunner.yaml": "App Runner",
    ".goreleaser.yml": "GoReleaser", ".goreleaser.yaml": "GoReleaser", "snapcraft.yaml": "Snap",
    "apphosting.yaml": "Firebase", "amplify.yml": "Amplify", "template.yaml": "SAM",
    "captain-definition": "CapRover",
    "copilot.yml": "Copilot", "app.json": "Heroku", "elastic-beanstalk.config": "Beanstalk", "modal.toml": "Modal",
    "meta.yaml": "conda", "pkgbuild": "Arch",
}  # fmt: skip
_STEPS = compile_later(
    r"(?im)\b(?:pip3? install|uv (?:sync|pip|run)|poetry (?:install|run)|pdm install|pipenv install|"
    r"conda (?:env )?create|npm (?:ci|install|i|run|start)|pnpm (?:i|install|run|dev)|yarn (?:install|"
    r"dev|start|ts-node)|bun (?:install|run)|go (?:build|run|install)|cargo (?:build|run|"
    r"install)|mvnw?\b|gradlew?\b|dotnet (?:build|run|restore)|bundle install|composer install|"
    r"docker build|streamlit run|python3? [\w./-]+\.py)|`yarn`"
)


def built(product: Product) -> Fact:
    """Whether a committed recipe builds the product; in part where some images cannot build, or by manual steps."""
    sound, broken = [], []
    for image in images(product):
        fault = build_fault(image, product)
        if fault:
            broken.append(_line(product, image.path, fault[0], fault[1], False))
        else:
            sound.append(_line(product, image.path, image.final.line, "an image is built from this recipe"))
    if sound:
        n = len(sound) + len(broken)
        says = (
            f"{len(sound)} of {n} images have a recipe that can build"
            if broken
            else "the product is built by a committed recipe"
        )
        return Fact(len(sound) / n, tuple(sound + broken), says, (), len(sound) if broken else 0, n if broken else 0)
    published = delivered(product)
    if published and not broken:
        shown = tuple(_line(product, one.path, one.line, "a published image is taken") for one in published[:4])
        return Fact(1.0, shown, "published images are put together by a committed recipe")
    other = _recipes(product) + _packages(product)
    if other:
        return Fact(1.0, tuple(other + broken), other[0].says)
    manual = _manual(product)
    if manual:
        return Fact(0.5, tuple(manual + broken), "steps by hand and a manifest; no recipe that builds by itself")
    return Fact(
        0.0,
        tuple(broken),
        broken[0].says if broken else "nothing says how the product is built",
        ("Dockerfile", "platform files", "packages", "README"),
    )


def _recipes(product: Product) -> list[Evidence]:
    found = []
    for path in sorted(product.snapshot.all_paths):
        name = path.rpartition("/")[2].lower()
        if (
            name in _RECIPES
            and product.text(path).strip()
            and not re.search(r"(?i)(?:^|/)(?:examples?|samples?|tests?|docs?|\.github)/", path)
        ):
            if name in {"app.json", "template.yaml", "meta.yaml", "default.nix", "app.yaml"} and not _is_recipe(
                name, product.text(path)
            ):
                continue
            found.append(Evidence(path, 1, "", f"{_RECIPES[name]} builds the product from this file"))
    return found[:6]


def _is_recipe(name: str, text: str) -> bool:
    marks = {
        "app.json": r'"(?:buildpacks|formation|stack)"',
        "template.yaml": r"AWS::",
        "meta.yaml": r"(?m)^build:",
        "default.nix": r"mkDerivation|buildPython|buildNpm|buildGo",
        "app.yaml": r"(?m)^(?:runtime|env|services?)\s*:",
    }
    return bool(re.search(marks[name], text))


def _packages(product: Product) -> list[Evidence]:
    """Packages that people install by name, as a document says: `pip install <name>`, `npx <name>`."""
    found = []
    text = "\n".join(product.text(file.path) for file in product.files("docs") if file.path.count("/") <= 1)
    for manifest in product.manifests:
        name = manifest.name or _setup_name(product, manifest.path)
        if not name or not (manifest.python_package or manifest.publishable or manifest.entry_points):
            continue
        installed = re.search(
            rf"(?i)\b(?:pip3?|pipx|uv tool|uv pip|uv|npm|pnpm|yarn|npx|bunx|cargo|brew|gem|dotnet (?:tool|"
            rf"add package)|conda)\s+(?:install|add|i|run|dlx)?\s*(?:-\S+\s+)*[\"']?{re.escape(name)}(?:\[[\w,-]+\]"
            rf")?[\"']?(?:[\s@=<>`]|$)",
            text,
        )
        if installed:
            found.append(
                _line(product, manifest.path, 1, "a package is built from this manifest and installed by name")
            )
    return found[:4]


def _setup_name(product: Product, path: str) -> str:
    match = (
        re.search(r"\bname\s*=\s*[\"']([\w.-]+)[\"']", product.text(path))
        if path.endswith(("setup.py", "setup.cfg"))
        else None
    )
    return match.group(1) if match else ""


def _manual(product: Product) -> list[Evidence]:
    if not product.manifests:
        return []
    for file in product.files("docs"):
        name = file.path.rpartition("/")[2].lower()
        if name.startswith(("license", "licence", "copying", "changelog", "changes")):
            continue
        if file.path.count("/") <= 1 or "install" in name or "readme" in name:
            for number, row in enumerate(product.text(file.path).split("\n"), 1):
                if _STEPS.search(row):
                    manifest = product.manifests[0]
                    return [
                        _line(product, manifest.path, 1, "a manifest"),
                        Evidence(file.path, number, snippet(row), "steps to do by hand"),
                    ]
    return []


def has_image(product: Product) -> Fact:
    """Whether the repository builds any image."""
    found = images(product)
    return (
        Fact(1.0, (_line(product, found[0].path, found[0].final.line, "an image is built"),))
        if found
        else Fact(0.0, (), "no image is built here")
    )


def hardened(product: Product) -> Fact:
    """How far the images run as a non-root user on a base that is pinned by version: two marks an image."""
    found = images(product)
    bases = {_short(image.path, product): image for image in found}
    without_root = pins = 0
    evidence: list[Evidence] = []
    for image in found:
        drops, line, why = user_of(image, product)
        if not drops and _as_user_in_deployment(image, product):
            drops, why = True, "is run as a non-root user by the deployment"
        without_root += drops
        evidence.append(_line(product, image.path, line, why, drops))
        fixed = pinned(image.base) or image.base.base.rpartition("/")[2] in bases
        pins += fixed
        evidence.append(
            _line(
                product,
                image.path,
                image.base.line,
                "the base is pinned by version" if fixed else "the base is not pinned",
                fixed,
            )
        )
    n = len(found)
    degree = (without_root + pins) / (2 * n) if n else None
    return Fact(
        degree,
        tuple(evidence),
        f"{without_root} of {n} images run as a non-root user, {pins} of {n} bases are pinned by version",
    )


def _short(path: str, product: Product) -> str:
    """The name under which a compose file builds the Dockerfile, "" if none does."""
    for compose in product.compose.values():
        for service in compose.services:
            if service.dockerfile and path.endswith(service.dockerfile) and service.image:
                return (
                    service.image.partition(":")[0].rpartition("/")[2]
                    if ":" in service.image and "latest" not in service.image
                    else ""
                )
    return ""


def _as_user_in_deployment(image: Image, product: Product) -> bool:
    """Whether compose or Kubernetes runs what is built from this Dockerfile as another user."""
    for compose in product.compose.values():
        for service in compose.services:
            user = service.node.child("user").text
            if (
                user
                and not is_root(user)
                and service.build
                and (not service.dockerfile or image.path.endswith(service.dockerfile))
            ):
                return True
    return False


def _line(product: Product, path: str, line: int, says: str, supports: bool = True) -> Evidence:
    lines = product.text(path).split("\n")
    return Evidence(path, line, snippet(lines[line - 1]) if 0 < line <= len(lines) else "", says, supports)
