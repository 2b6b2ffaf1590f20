"""What counts as a screen, and what is read on it."""

from readiness.detectors.screens import explain_failures, give_control, speak_languages
from readiness.product import Product
from readiness.screens import screen_files
from readiness.snapshot import Snapshot


def product(files: dict[str, str]) -> Product:
    return Product(Snapshot.of(files), {"ai": True, "ui": True, "llm": True})


def test_components_templates_chat_bots_and_texts_are_screens_and_prompts_are_not() -> None:
    files = {
        "web/src/Chat.tsx": "export default () => <div className='a'/>;\n",
        "web/src/locales/en.json": '{"a": "b"}\n',
        "templates/page.html": "<form></form>\n",
        "app.py": "import streamlit as st\nst.title('Chat')\n",
        "prompts/answer.j2": "Answer {{ question }}\n",
        "server/answer.py": "def answer(question):\n    return question\n",
    }
    assert screen_files(product(files)) == {
        "web/src/Chat.tsx",
        "web/src/locales/en.json",
        "templates/page.html",
        "app.py",
    }


def test_a_message_in_the_log_is_not_told_to_the_user() -> None:
    app = "import streamlit as st\nlogger.error('Failed to answer the question, please try again')\n"
    assert explain_failures(product({"app.py": app})).degree == 0.0


def test_a_way_on_far_from_the_message_is_none() -> None:
    app = "import streamlit as st\nst.error('No answer')\n" + "x = 1\n" * 20 + "st.write('Please try again tomorrow')\n"
    assert explain_failures(product({"app.py": app})).degree == 0.5


def test_editing_is_enough_where_no_model_writes() -> None:
    files = {"templates/item.html": '<form><button data-target="edit-item">Edit</button></form>\n'}
    assert give_control(Product(Snapshot.of(files), {"ui": True, "ai": False})).degree == 1.0
    assert give_control(product(files)).degree == 0.5


def test_folders_that_are_no_languages_do_not_make_it_multilingual() -> None:
    files = {
        "src/locales/index.ts": "export const t = useTranslation();\n",
        "src/locales/en.ts": "export default {};\n",
        "src/messages/send.ts": "export default useTranslation();\n",
    }
    assert speak_languages(product(files)).degree == 0.0
