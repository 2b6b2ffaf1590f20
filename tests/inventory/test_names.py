"""What names mean: Go packages that are named otherwise than their paths, modules named like a library."""

from __future__ import annotations

import pytest

from tests.inventory.products import inventory, only_call, states

GO = """
package ai
import (
  "context"
  "github.com/anthropics/anthropic-sdk-go"
  "github.com/anthropics/anthropic-sdk-go/option"
)
func Ask(ctx context.Context, client *anthropic.Client) (string, error) {
  answer, err := client.Messages.New(ctx, anthropic.MessageNewParams{Model: "m"})
  return answer.ID, err
}
func Made(ctx context.Context) (string, error) {
  client := anthropic.NewClient(option.WithMaxRetries(4))
  answer, err := client.Messages.New(ctx, anthropic.MessageNewParams{Model: "m"})
  return answer.ID, err
}
"""


def test_a_go_qualifier_that_no_import_binds_stands_for_the_path_with_that_word() -> None:
    assert states(inventory({"a.go": GO}).calls[1], "retry") == ["yes"]


def test_a_go_variable_that_is_named_like_an_idle_import_is_no_package() -> None:
    code = """
    package ai
    import "github.com/acme/anthropic-sdk-go"
    var anthropic = local{}
    func Ask(ctx context.Context) (string, error) {
      return anthropic.NewClient().Messages.List(ctx)
    }
    """
    assert inventory({"a.go": code}).calls == ()


@pytest.mark.parametrize(
    ("own", "importer"),
    [
        ("whisper.py", "main.py"),
        ("whisper/__init__.py", "main.py"),
        ("src/whisper.py", "src/app/main.py"),
        ("backend/whisper.py", "backend/main.py"),
    ],
)
def test_a_module_of_the_product_hides_the_library_of_its_name(own: str, importer: str) -> None:
    files = {
        own: "def load_model(name):\n    return open(name)\n",
        importer: "import whisper\nmodel = whisper.load_model('x')\ndef read():\n    return model.transcribe('y')\n",
    }
    assert inventory(files).calls == ()


def test_a_module_elsewhere_with_a_librarys_name_hides_nothing() -> None:
    code = (
        "from openai import OpenAI\ndef ask(q):\n    return OpenAI().chat.completions.create(model='m', messages=q)\n"
    )
    files = {"app/providers/openai.py": code, "app/main.py": code, "app/openai.py": "LIMIT = 3\n"}
    found = [call.path for call in inventory(files).calls]
    assert found == ["app/main.py", "app/providers/openai.py"]


def test_kotlin_has_the_sdks_of_java() -> None:
    code = """
    import com.openai.client.okhttp.OpenAIOkHttpClient
    class A {
      val client = OpenAIOkHttpClient.builder().maxRetries(4).build()
      fun ask(p: ChatCompletionCreateParams) = client.chat().completions().create(p)
    }
    """
    call = only_call({"A.kt": code})
    assert (call.provider, *states(call, "retry", "timeout")) == ("openai", "yes", "default")


def test_kotlin_without_the_import_has_none_of_them() -> None:
    assert (
        inventory({"A.kt": "class A(val client: Shop) {\n  fun ask(p: Order) = client.orders().create(p)\n}\n"}).calls
        == ()
    )
