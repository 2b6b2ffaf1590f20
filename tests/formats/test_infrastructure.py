"""Terraform, cloud templates and platform files."""

from __future__ import annotations

import pytest

from readiness.formats.cloudformation import looks_like_cloud_template, read_cloud_template
from readiness.formats.platforms import is_platform_file, read_platform
from readiness.formats.terraform import is_terraform, read_terraform

TERRAFORM = """\
# resource "no" "no" {
/* resource "no" "no" {
} */
resource "aws_instance" "web" {
  ami           = "ami-1" # comment { here
  count         = var.n["a"]
  tags = {
    Name = "x // y"
  }
  ingress {
    from_port = 80
    cidr_blocks = [
      "10.0.0.0/8",
    ]
  }
  user_data = <<-EOF
    resource "no" "no" {
  EOF
  lifecycle { prevent_destroy = true }
}
variable "x" { default = "y" }
data "aws_ami" "a" {}
module "vpc" {
  source = "./vpc"
}
terraform {
  backend "s3" {
    bucket = "b"
  }
}
"""


def test_terraform_blocks_and_attributes() -> None:
    web, variable, data, module, terraform = read_terraform(TERRAFORM)
    assert (web.block, web.type, web.name, web.line, web.end_line) == ("resource", "aws_instance", "web", 4, 20)
    assert [(a.key, a.value, a.line) for a in web.attributes] == [
        ("ami", "ami-1", 5),
        ("count", 'var.n["a"]', 6),
        ("tags", "{", 7),
        ("tags.Name", "x // y", 8),
        ("ingress.from_port", "80", 11),
        ("ingress.cidr_blocks", '[ "10.0.0.0/8",', 12),
        ("user_data", "<<-EOF", 16),
        ("lifecycle.prevent_destroy", "true", 19),
    ]
    assert web.blocks == ("ingress", "lifecycle")
    default = variable.get("default")
    assert (variable.block, variable.name) == ("variable", "x")
    assert default is not None and default.value == "y"
    assert (data.type, data.name, data.line) == ("aws_ami", "a", 22)
    assert (module.type, module.name) == ("", "vpc")
    assert terraform.get("backend.bucket") is not None


def test_terraform_in_json() -> None:
    found = read_terraform(
        '{"resource": {"aws_s3_bucket": {"b": {"acl": "private"}}},\n "variable": {"v": {"default": 1}}}'
    )
    assert [(block.block, block.type, block.name, block.line) for block in found] == [
        ("resource", "aws_s3_bucket", "b", 1),
        ("variable", "", "v", 2),
    ]
    assert is_terraform("a/main.tf")
    assert not is_terraform("a.tfstate")


@pytest.mark.parametrize(
    ("path", "text", "system", "resources"),
    [
        (
            "template.yaml",
            "Transform: AWS::Serverless-2016-10-31\nGlobals: {Function: {Timeout: 3}}\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties: {Role: !GetAtt R.Arn}\n",
            "sam",
            [("AWS::Serverless::Function", "Fn", 4)],
        ),
        (
            "stack.json",
            '{"AWSTemplateFormatVersion": "2010-09-09",\n"Resources": {\n"B": {"Type": "AWS::S3::Bucket"}}}',
            "cloudformation",
            [("AWS::S3::Bucket", "B", 3)],
        ),
        (
            "serverless.yml",
            "provider: {timeout: 6}\nfunctions:\n  api:\n    handler: a.b\nresources:\n  Resources:\n    T: {Type: AWS::DynamoDB::Table}\n",
            "serverless",
            [("serverless:function", "api", 3), ("AWS::DynamoDB::Table", "T", 7)],
        ),
        (
            "azuredeploy.json",
            '{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",\n"resources": [\n{"type": "Microsoft.Web/sites", "name": "w"}]}',
            "arm",
            [("Microsoft.Web/sites", "w", 3)],
        ),
        (
            "main.bicep",
            "param x string\n// resource no 'a@b' = {\nresource site 'Microsoft.Web/sites@2022-03-01' = {\n}\nmodule m './m.bicep' = {\n",
            "bicep",
            [("Microsoft.Web/sites", "site", 3), ("module:./m.bicep", "m", 5)],
        ),
        ("Pulumi.yaml", "name: p\nresources:\n  b:\n    type: aws:s3:Bucket\n", "pulumi", [("aws:s3:Bucket", "b", 3)]),
    ],
)
def test_cloud_templates(path: str, text: str, system: str, resources: list[tuple[str, str, int]]) -> None:
    assert looks_like_cloud_template(path, text)
    found = read_cloud_template(path, text)
    assert found.system == system
    assert [(resource.type, resource.name, resource.line) for resource in found.resources] == resources


@pytest.mark.parametrize(
    ("path", "text"), [("openapi.yaml", "Resources: x"), ("package.json", "{}"), ("a.yaml", "type: AWS")]
)
def test_other_files_are_no_cloud_templates(path: str, text: str) -> None:
    assert not looks_like_cloud_template(path, text)


@pytest.mark.parametrize(
    ("path", "text", "name", "empty"),
    [
        ("Procfile", "web: gunicorn app\n# worker: x\n", "heroku", False),
        ("Procfile", "", "heroku", True),
        ("fly.toml", 'app = "x"\n[http_service]\ninternal_port = 8080\n', "fly", False),
        ("fly.production.toml", 'app = "x"\n', "fly", False),
        ("vercel.json", '{"functions": {"api/*.ts": {"maxDuration": 60}}}', "vercel", False),
        ("vercel.json", '{"$schema": "x", "framework": "nextjs"}', "vercel", True),
        ("vercel.json", "{}", "vercel", True),
        ("render.yaml", "services:\n  - type: web\n", "render", False),
        ("app.yaml", "runtime: python312\n", "appengine", False),
        (".do/app.yaml", "name: x\nservices: []\nregion: fra\n", "digitalocean", False),
        ("config/deploy.yml", "service: x\nservers: [1.2.3.4]\n", "kamal", False),
    ],
)
def test_platforms(path: str, text: str, name: str, empty: bool) -> None:
    found = read_platform(path, text)
    assert found is not None
    assert (found.name, found.empty) == (name, empty)


def test_platform_keys_have_lines() -> None:
    found = read_platform("fly.toml", "[http_service]\nmin_machines_running = 2\n")
    assert found is not None
    assert found.keys == (("http_service.min_machines_running", "2", 2),)
    found = read_platform("Procfile", "web: run\nworker: work\n")
    assert found is not None
    assert found.keys == (("web", "run", 1), ("worker", "work", 2))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.json", '{"expo": {"name": "x"}}'),
        ("app.yaml", "apiVersion: v1\nkind: Pod\n"),
        ("manifest.yml", "name: x\n"),
        (".github/workflows/deploy.yml", "on: push\n"),
        ("src/app.py", ""),
    ],
)
def test_what_has_the_name_alone_is_no_platform_file(path: str, text: str) -> None:
    assert read_platform(path, text) is None
    assert is_platform_file("fly.toml")
