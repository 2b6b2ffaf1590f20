"""Reads resources of cloud templates: CloudFormation and SAM, serverless.yml, ARM and Bicep, Pulumi YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.compiling import compile_later
from readiness.formats.json_documents import read_json
from readiness.formats.plain_text import file_name, lines_of
from readiness.formats.tree import MISSING, Node
from readiness.formats.yaml_documents import read_first

_CLOUDFORMATION = compile_later(
    r"AWSTemplateFormatVersion|AWS::Serverless-|^\s*\"?Type\"?:\s*[\"']?(?:AWS|Alexa|Custom)::", re.MULTILINE
)
_ARM = compile_later(r"schema\.management\.azure\.com/schemas/[^\"]*[dD]eploymentTemplate\.json")
_BICEP = compile_later(r"\s*(resource|module)\s+(\w+)\s+'([^'@]+)(?:@([^']*))?'")


@dataclass(frozen=True, slots=True)
class CloudResource:
    """One resource. `type` as the cloud names it ("AWS::Lambda::Function", "Microsoft.Web/sites")."""

    type: str
    name: str
    line: int
    properties: Node = MISSING


@dataclass(frozen=True, slots=True)
class CloudTemplate:
    """One template. `system` is cloudformation, sam, serverless, arm, bicep or pulumi.

    `globals` are SAM's Globals or serverless.yml's `provider`. Functions of serverless.yml have the type
    "serverless:function".
    """

    path: str
    system: str
    resources: tuple[CloudResource, ...] = ()
    parameters: tuple[tuple[str, int], ...] = ()
    globals: Node = MISSING


def looks_like_cloud_template(path: str, text: str) -> bool:
    """Whether `read_cloud_template` has something to read: Bicep, serverless.yml, Pulumi by name, others by words."""
    name = file_name(path)
    if name.endswith(".bicep") or re.fullmatch(r"serverless\.(?:ya?ml|json)|pulumi\.ya?ml", name):
        return True
    if name.endswith((".yml", ".yaml", ".json", ".template")):
        return _CLOUDFORMATION.search(text) is not None or (name.endswith(".json") and _ARM.search(text) is not None)
    return False


def read_cloud_template(path: str, text: str) -> CloudTemplate:
    """The resources of a template, in order. Intrinsic functions stay nodes with tags such as "!Ref"."""
    name = file_name(path)
    if name.endswith(".bicep"):
        return _bicep(path, text)
    root = (
        read_json(text) if name.endswith(".json") or text.lstrip("\ufeff \r\n\t").startswith("{") else read_first(text)
    )
    if name.startswith("serverless."):
        return _serverless(path, root)
    if name.startswith("pulumi."):
        found = tuple(
            CloudResource(node.child("type").text, key, node.line, node.child("properties"))
            for key, node in root.child("resources").entries
        )
        return CloudTemplate(path, "pulumi", found)
    if root.child("$schema").exists and root.child("resources").exists:
        return CloudTemplate(path, "arm", _arm(root.child("resources")), _keys(root.child("parameters")))
    transforms = root.child("Transform").texts()
    system = "sam" if any("Serverless" in transform for transform in transforms) else "cloudformation"
    resources = _cloudformation(root.child("Resources"))
    return CloudTemplate(path, system, resources, _keys(root.child("Parameters")), root.child("Globals"))


def _cloudformation(resources: Node) -> tuple[CloudResource, ...]:
    return tuple(
        CloudResource(node.child("Type").text, name, node.line, node.child("Properties"))
        for name, node in resources.entries
        if node.child("Type").exists
    )


def _serverless(path: str, root: Node) -> CloudTemplate:
    functions = root.child("functions")
    listed = [entry for item in functions.items for entry in item.entries] or list(functions.entries)
    found = [CloudResource("serverless:function", name, node.line, node) for name, node in listed]
    resources = root.child("resources")
    for part in resources.items or (resources,):
        found += _cloudformation(part.child("Resources"))
    return CloudTemplate(path, "serverless", tuple(found), (), root.child("provider"))


def _arm(resources: Node) -> tuple[CloudResource, ...]:
    found: list[CloudResource] = []
    for key, node in ((str(index), item) for index, item in enumerate(resources.items)):
        found.append(CloudResource(node.child("type").text, node.child("name").text or key, node.line, node))
        found += _arm(node.child("resources"))
    for key, node in resources.entries:  # symbolic names
        found.append(CloudResource(node.child("type").text, key, node.line, node))
    return tuple(found)


def _bicep(path: str, text: str) -> CloudTemplate:
    found, parameters = [], []
    for number, line in enumerate(lines_of(text), 1):
        header = _BICEP.match(line[:1000])
        if header:
            kind = header.group(3) if header.group(1) == "resource" else f"module:{header.group(3)}"
            found.append(CloudResource(kind, header.group(2), number))
        parameter = re.match(r"param\s+(\w+)", line)
        if parameter:
            parameters.append((parameter.group(1), number))
    return CloudTemplate(path, "bicep", tuple(found), tuple(parameters))


def _keys(node: Node) -> tuple[tuple[str, int], ...]:
    return tuple((key, child.line) for key, child in node.entries)
